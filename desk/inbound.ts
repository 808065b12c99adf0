import { optionFor, type Delivery } from './deliveries/delivery.ts';
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
  const { settings, deliveries, messages, now } = desk;
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
  if (!uses.includes('delivery')) return support(message, answers, desk);

  const [stored, newest] = await Promise.all([
    messages.find(message.id),
    deliveries.newestOpen(inbound.from, message.at),
  ]);
  const delivery = await meant();
  await (delivery ? reply(message, stored, delivery, answers, desk) : support(message, answers, desk));

  /** What a text was taken for when it first came, it stays: a late duplicate must not move a later delivery. */
  async function meant(): Promise<Delivery | undefined> {
    if (stored?.delivery !== undefined && stored.delivery !== newest?.id) {
      return deliveries.find(inbound.from, stored.delivery);
    }
    if (stored?.ticket !== undefined || !newest) return undefined;
    const isReply = !uses.includes('support') || optionFor(inbound.text, newest.options) !== undefined;
    return isReply ? newest : undefined;
  }
}

/** Senders that are no phone number, and our own numbers, are stored and never answered: a paid loop needs two. */
function isAnswerable(from: string, ours: Record<string, unknown>): boolean {
  return /^[1-9]\d{6,14}$/.test(from) && !(from in ours);
}
