import { obey, type ConsentDesk } from './consent/obey.ts';
import { keywordOf } from './consent/keywords.ts';
import { soundsLikeStop } from './consent/sounds-like-stop.ts';
import { optionFor, type Delivery } from './deliveries/delivery.ts';
import { reply, type ReplyDesk } from './deliveries/reply.ts';
import { inboundId, type Message } from './messages/message.ts';
import { assembled, textOfPart, type Part, type SplitStore } from './messages/sms/parts.ts';
import { isNetworkNumber } from './numbers/network-number.ts';
import { support, type SupportDesk } from './tickets/support.ts';

/** A customer's text, or one part of it. */
export interface InboundText {
  messageId: string;
  /** The sender: E.164 digits of a phone, or a name. */
  from: string;
  to: string;
  text: string;
  /** When it was sent, by the provider's clock, ms since the epoch. */
  sentAt?: number;
  part?: Part;
}

export type InboundDesk = SupportDesk & ReplyDesk & ConsentDesk & { splits: SplitStore; now: () => number };

/**
 * What a text means follows from its words, the number it came to and what that customer was asked, not from the URL
 * that it was delivered to. STOP, START and HELP are obeyed; a text is a reply when a notification waits for one (on a
 * number that is also used for support, only when the text is an option), and otherwise a request for support. What sounds
 * like an opt-out is never a reply: an agent reads it.
 */
export async function receive(inbound: InboundText, desk: InboundDesk): Promise<void> {
  const message = await messageOf(inbound, desk);
  const answers = isAnswerable(message.customer, desk.settings.numbers);
  const keyword = answers && !message.split ? keywordOf(message.text) : undefined;
  if (keyword && (await obey(keyword, message, desk))) return;
  await handleText(message, answers, desk);
}

async function messageOf(inbound: InboundText, { splits, now }: InboundDesk): Promise<Message> {
  const { messageId, from, to, text, sentAt, part } = inbound;
  const moment = { at: now(), ...(sentAt !== undefined && { sentAt }) };
  const shared = {
    direction: 'inbound',
    customer: from,
    businessNumber: to,
    status: 'received',
    ...moment,
  } as const;
  if (!part) return { ...shared, id: inboundId(messageId), text };
  const split = { total: part.total, parts: { [part.number]: text } };
  const id = await textOfPart({ ...part, ...moment, messageId, from, to }, splits);
  return { ...shared, id, text: assembled(split), split };
}

async function handleText(message: Message, answers: boolean, desk: InboundDesk): Promise<void> {
  const { settings, deliveries, messages } = desk;
  const uses = settings.numbers[message.businessNumber]?.uses ?? ['support', 'delivery'];
  if (!uses.includes('delivery')) return support(message, answers, desk);

  const [stored, newest] = await Promise.all([
    messages.find(message.id),
    deliveries.newestOpen(message.customer, message.sentAt ?? message.at),
  ]);
  const delivery = await repliedTo();
  await (delivery ? reply(message, stored, delivery, answers, desk) : support(message, answers, desk));
  if (delivery && message.split) await escalateOptOut(message, answers, desk);

  /** A stored text keeps its first meaning: a late duplicate must not change a later delivery. */
  async function repliedTo(): Promise<Delivery | undefined> {
    if (stored?.delivery !== undefined && stored.delivery !== newest?.id) {
      return deliveries.find(message.customer, stored.delivery);
    }
    if (stored?.ticket !== undefined || !newest) return undefined;
    if (stored?.delivery === undefined && soundsLikeStop(message.text)) return undefined;
    const isReply = !uses.includes('support') || optionFor(message.text, newest.options) !== undefined;
    return isReply ? newest : undefined;
  }
}

/**
 * A reply in parts may sound like an opt-out only after more of them have come. It stays a reply; a copy of it, as far as
 * it came, goes onto a ticket.
 */
async function escalateOptOut({ id }: Message, answers: boolean, desk: InboundDesk): Promise<void> {
  const stored = await desk.messages.find(id);
  if (!stored || !soundsLikeStop(stored.text)) return;
  const { delivery: _reply, split: _parts, ...whole } = stored;
  await support({ ...whole, id: `${id}-opt-out` }, answers, desk);
}

/** Texts of our own numbers, and of senders without a phone number, are never answered: a paid loop needs two ends. */
function isAnswerable(from: string, businessNumbers: Record<string, unknown>): boolean {
  return isNetworkNumber(from) && !(from in businessNumbers);
}
