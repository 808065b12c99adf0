import { optionFor } from './deliveries/delivery.ts';
import { reply, type ReplyDesk } from './deliveries/reply.ts';
import { inboundId, type Message } from './messages/message.ts';
import { support, type SupportDesk } from './tickets/support.ts';

/** A text as Vonage delivered it, proven and parsed. */
export interface InboundText {
  messageId: string;
  /** The sender: E.164 digits of a phone, or a name. */
  from: string;
  to: string;
  text: string;
}

export type InboundDesk = SupportDesk & ReplyDesk & { now: () => number };

/**
 * What a text means follows from the number it came to and what that customer was asked, not from the URL that it was
 * delivered to: a reply when a notification waits for one (on a number used for support too, only when the text is an
 * option), else a request for support.
 */
export async function receive(inbound: InboundText, desk: InboundDesk): Promise<void> {
  const { settings, deliveries, now } = desk;
  const message: Message = {
    id: inboundId(inbound.messageId),
    direction: 'inbound',
    customer: inbound.from,
    ours: inbound.to,
    text: inbound.text,
    at: now(),
    status: 'received',
  };
  const answers = isAnswerable(inbound.from, settings.numbers);
  const uses = settings.numbers[inbound.to]?.uses ?? ['support', 'delivery'];
  const delivery = uses.includes('delivery')
    ? await deliveries.newestOpen(inbound.from, message.at)
    : undefined;
  const isReply =
    delivery && (!uses.includes('support') || optionFor(inbound.text, delivery.options) !== undefined);
  await (isReply ? reply(message, delivery, answers, desk) : support(message, answers, desk));
}

/** Senders that are no phone number, and our own numbers, are stored and never answered: a paid loop needs two. */
function isAnswerable(from: string, ours: Record<string, unknown>): boolean {
  return /^[1-9]\d{6,14}$/.test(from) && !(from in ours);
}
