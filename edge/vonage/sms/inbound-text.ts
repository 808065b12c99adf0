import * as z from 'zod/mini';
import type { InboundText } from '../../../desk/inbound.ts';
import { networkParty } from '../../../desk/numbers/network-number.ts';
import type { Part } from '../../../desk/messages/sms/parts.ts';
import { ClientError } from '../../../desk/client-error.ts';
import type { SmsWebhook } from '../sms-or-messages.ts';
import { sentAt } from './message-timestamp.ts';

/** No SMS is longer, however many parts it has. */
const LONGEST_TEXT = 10_000;

const id = z.string().check(z.minLength(1), z.maxLength(100));
const sender = z.string().check(z.minLength(1), z.maxLength(40));
/** A number of ours, short codes too, in each of the ways in which networks write it. */
const businessNumber = z.string().check(z.regex(/^( |\+|00)?\d{3,15}$/));
/** What a carrier garbled is done without: no text is lost for it. */
const written = z.catch(z.optional(z.string()), undefined);

const smsText = z.object({
  messageId: id,
  msisdn: sender,
  to: businessNumber,
  /** Binary messages have `data` and `udh` instead, which no agent can read. */
  text: z._default(z.string(), ''),
  'message-timestamp': written,
});

const messagesText = z.object({
  message_uuid: id,
  from: sender,
  to: businessNumber,
  /** Pictures and the like come without one. */
  text: z.nullish(z.string()),
  timestamp: written,
});

const splitPart = z.object({
  concat: z.literal('true'),
  'concat-ref': z.string().check(z.regex(/^[\w.-]{1,20}$/)),
  'concat-total': z.string().check(z.regex(/^\d{1,3}$/)),
  'concat-part': z.string().check(z.regex(/^\d{1,3}$/)),
});

/**
 * A customer's text, or a part of one, out of a proven webhook of either API.
 *
 * @param now ms since the epoch: a text is not believed to be sent later than this
 * @throws ClientError 400 for what is no inbound text, 413 for one that no phone can have sent
 */
export function parseInbound(webhook: SmsWebhook, now: number): InboundText {
  const inbound = webhook.api === 'sms' ? ofSms(webhook.params, now) : ofMessages(webhook.body, now);
  if (inbound.text.length > LONGEST_TEXT)
    throw new ClientError(413, 'text-too-long', 'The text is longer than an SMS can be.');
  return inbound;
}

function ofSms(params: Record<string, string>, now: number): InboundText {
  const { messageId, msisdn, to, text, ...more } = complete(smsText, params);
  const sent = sentAt(more['message-timestamp'], now);
  const part = partOf(params);
  return {
    messageId,
    from: networkParty(msisdn),
    to: networkParty(to),
    text,
    ...(sent !== undefined && { sentAt: sent }),
    ...(part && { part }),
  };
}

/** The Messages API puts split texts together by itself. */
function ofMessages(body: Record<string, unknown>, now: number): InboundText {
  if (body['channel'] !== 'sms')
    throw new ClientError(
      400,
      'wrong-channel',
      'This desk takes texts only: send messages of the channel sms.',
    );
  const { message_uuid: messageId, from, to, text, timestamp } = complete(messagesText, body);
  const sent = sentAt(timestamp, now);
  return {
    messageId,
    from: networkParty(from),
    to: networkParty(to),
    text: text ?? '',
    ...(sent !== undefined && { sentAt: sent }),
  };
}

function complete<T extends z.ZodMiniType>(schema: T, given: unknown): z.output<T> {
  const parsed = z.safeParse(schema, given);
  if (parsed.success) return parsed.data;
  const names = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))].join(', ');
  throw new ClientError(400, 'inbound-incomplete', `These parameters are missing or wrong: ${names}.`);
}

/** Undefined for a whole text, and for a part that does not say which: it is stored as a text of its own. */
function partOf(params: Record<string, string>): Part | undefined {
  const parsed = z.safeParse(splitPart, params);
  if (!parsed.success) return undefined;
  const total = Number(parsed.data['concat-total']);
  const number = Number(parsed.data['concat-part']);
  const isPossible = total >= 2 && total <= 255 && number >= 1 && number <= total;
  return isPossible ? { ref: parsed.data['concat-ref'], total, number } : undefined;
}
