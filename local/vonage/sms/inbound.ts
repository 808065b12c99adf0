import type { Platform, SmsWebhookMethod } from '../platform.ts';
import type { Application, RentedNumber } from '../state.ts';
import type { About, Attempt, Webhook } from '../webhooks/courier.ts';
import { signedCallback } from '../webhooks/proof.ts';
import { smsWebhook } from '../webhooks/sms.ts';
import { toParts, typeOf, type SmsType } from './encoding.ts';
import { keep, messageId, messageTimestamp } from './phones.ts';

/** A text that a customer sends, and how its webhooks are to go out. */
export interface InboundText {
  from: string;
  number: RentedNumber;
  text: string;
  method: SmsWebhookMethod;
  copies: number;
  /** Deliver as concatenated parts: so many, or as many as a handset makes. */
  split: number | boolean;
  /** The numbers of the parts in the order of their delivery; a missing one is never delivered. */
  order: number[] | undefined;
  /** Which API the account has chosen for SMS. */
  as: 'sms' | 'messages';
}

export interface Part {
  messageId: string;
  text: string;
  /** From 1. */
  number: number;
}

/** Receives a text and delivers its webhooks; resolves when the first try of each is over. */
export async function receive(
  platform: Platform,
  inbound: InboundText,
): Promise<{ messageIds: string[]; webhooks: Attempt[] }> {
  const { from, number, text } = inbound;
  const type = typeOf(text);
  const sent = cut(text, type, inbound.split);
  // The Messages API waits for all parts and delivers them as one.
  const delivered = inbound.as === 'messages' ? [text] : sent;
  const parts = delivered.map((part, index) => ({
    messageId: inbound.as === 'messages' ? platform.uuid() : messageId(platform),
    text: part,
    number: index + 1,
  }));
  const messageIds = parts.map((part) => part.messageId);
  keep(platform, {
    id: messageIds[0] ?? messageId(platform),
    direction: 'inbound',
    from,
    to: number.msisdn,
    text,
    type,
    parts: inbound.split === false ? toParts(text, type).length : sent.length,
    clientRef: null,
    at: platform.now(),
    receipts: [],
  });
  const { delayMs = 0, copies: faultyCopies = 1, reorder = false } = platform.faults.webhooks;
  const copies = Math.max(inbound.copies, faultyCopies);
  const natural = parts.map((part) => part.number);
  const order = inbound.order ?? (reorder ? natural.toReversed() : natural);
  const about = { message: messageIds[0] ?? '' };
  const describe = describer(platform, inbound, parts, type, sent.length, about);
  if (!describe) return { messageIds, webhooks: [] };
  const deliver = async (): Promise<Attempt[]> => {
    const attempts: Attempt[] = [];
    for (const wanted of order) {
      const part = parts[wanted - 1];
      if (!part) continue;
      const webhook = describe(part);
      attempts.push(
        ...(await Promise.all(Array.from({ length: copies }, () => platform.courier.deliver(webhook)))),
      );
    }
    return attempts;
  };
  if (delayMs > 0) {
    platform.clock.after(delayMs, async () => void (await deliver()));
    return { messageIds, webhooks: [] };
  }
  return { messageIds, webhooks: await deliver() };
}

function cut(text: string, type: SmsType, split: number | boolean): string[] {
  if (split === false) return [text];
  if (split === true) return toParts(text, type);
  const characters = Array.from(text);
  const size = Math.ceil(characters.length / split);
  return Array.from({ length: split }, (_, index) =>
    characters.slice(index * size, (index + 1) * size).join(''),
  );
}

/** How a part is told to the account's owner; undefined when no webhook is set. */
function describer(
  platform: Platform,
  { from, number, method, as }: InboundText,
  parts: Part[],
  type: SmsType,
  sent: number,
  about: About,
): ((part: Part) => Webhook) | undefined {
  const { settings, applications } = platform.store.state;
  if (as === 'messages') {
    const handler = number.messagesCallbackValue ?? number.appId;
    const application = applications.find(({ id }) => id === handler);
    const url = application?.capabilities.messages?.webhooks?.inbound_url?.address;
    const timestamp = platform.now().replace(/\.\d+Z$/, 'Z');
    return application && url
      ? ({ messageId: message_uuid, text }) =>
          messagesWebhook(platform, application, url, about, {
            to: number.msisdn,
            from,
            channel: 'sms',
            message_uuid,
            timestamp,
            usage: { price: '0.0000', currency: 'EUR' },
            message_type: 'text',
            text,
            sms: { num_messages: String(sent), keyword: keywordOf(text) },
          })
      : undefined;
  }
  const url = number.moHttpUrl || settings.moCallBackUrl;
  if (!url) return undefined;
  const concatReference = String(Number.parseInt(messageId(platform).slice(0, 2), 16));
  const timestamp = messageTimestamp(platform);
  return (part) => {
    const parameters = {
      'api-key': platform.account.apiKey,
      msisdn: from,
      to: number.msisdn,
      messageId: part.messageId,
      text: part.text,
      type,
      keyword: keywordOf(part.text),
      'message-timestamp': timestamp,
      ...(parts.length > 1 && {
        concat: 'true',
        'concat-ref': concatReference,
        'concat-total': String(parts.length),
        'concat-part': String(part.number),
      }),
    };
    return smsWebhook(platform, 'inbound-sms', url, method, parameters, about);
  };
}

const keywordOf = (text: string): string => (/\S+/.exec(text)?.[0] ?? '').toUpperCase();

/** A webhook of the Messages API: JSON, with a signed JWT. */
function messagesWebhook(
  platform: Platform,
  application: Application,
  url: string,
  about: About,
  message: Record<string, unknown>,
): Webhook {
  const body = JSON.stringify(message);
  return {
    kind: 'inbound-sms',
    about,
    limits: { connectMs: 3_000, responseMs: 15_000 },
    build: async () => {
      const { headers, proof } = await signedCallback(platform, application.id, body);
      return {
        url,
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
        proof,
      };
    },
  };
}
