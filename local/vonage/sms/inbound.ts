import type { Clock } from '../../clock.ts';
import type { FaultBox } from '../faults.ts';
import { isoNow } from '../iso-time.ts';
import type { PendingWork } from '../pending-work.ts';
import type { WebhookSender } from '../webhooks/sender.ts';
import type { Attempt } from '../webhooks/webhook.ts';
import { toParts, typeOf, type SmsType } from './encoding.ts';
import type { InboundText, Part } from './inbound-text.ts';
import type { InboundWebhooks } from './inbound-webhook.ts';
import type { Phones } from './phones.ts';
import { newMessageId } from './wire-format.ts';

/** Receives a text and delivers its webhooks; resolves when the first attempt of each is over. */
export type ReceiveText = (inbound: InboundText) => Promise<{ messageIds: string[]; webhooks: Attempt[] }>;

export function createInbound({
  clock,
  faults,
  pending,
  phones,
  sender,
  webhooks,
  uuid,
}: {
  clock: Pick<Clock, 'now'>;
  faults: Pick<FaultBox, 'webhooks'>;
  pending: Pick<PendingWork, 'schedule'>;
  phones: Pick<Phones, 'add'>;
  sender: Pick<WebhookSender, 'deliver'>;
  webhooks: InboundWebhooks;
  uuid: () => string;
}): ReceiveText {
  const identify = (texts: string[], as: InboundText['as']): Part[] =>
    texts.map((text, index) => ({
      messageId: as === 'messages' ? uuid() : newMessageId(uuid),
      text,
      number: index + 1,
    }));
  return async (inbound) => {
    const { from, number, text } = inbound;
    const type = typeOf(text);
    const sent = splitText(text, type, inbound.split);
    // The Messages API waits for all parts and delivers them as one.
    const parts = identify(inbound.as === 'messages' ? [text] : sent, inbound.as);
    const messageIds = parts.map(({ messageId }) => messageId);
    const id = messageIds[0] ?? newMessageId(uuid);
    phones.add({
      id,
      direction: 'inbound',
      from,
      to: number.msisdn,
      text,
      type,
      parts: inbound.split === false ? toParts(text, type).length : sent.length,
      clientRef: null,
      at: isoNow(clock),
      receipts: [],
    });
    const webhookOf = webhooks(inbound, { type, partsSent: sent.length, total: parts.length, id });
    if (!webhookOf) return { messageIds, webhooks: [] };
    const { delayMs = 0, copies = 1, reorder = false } = faults.webhooks;
    const ordered = inOrder(parts, inbound.order, reorder);
    const deliver = async (): Promise<Attempt[]> => {
      const attempts: Attempt[] = [];
      for (const part of ordered) {
        const webhook = webhookOf(part);
        const deliveries = Array.from({ length: Math.max(inbound.copies, copies) }, () =>
          sender.deliver(webhook),
        );
        attempts.push(...(await Promise.all(deliveries)));
      }
      return attempts;
    };
    if (delayMs === 0) return { messageIds, webhooks: await deliver() };
    pending.schedule(delayMs, deliver);
    return { messageIds, webhooks: [] };
  };
}

function splitText(text: string, type: SmsType, split: number | boolean): string[] {
  if (split === false) return [text];
  if (split === true) return toParts(text, type);
  const characters = Array.from(text);
  const size = Math.ceil(characters.length / split);
  return Array.from({ length: split }, (_, index) =>
    characters.slice(index * size, (index + 1) * size).join(''),
  );
}

function inOrder(parts: Part[], order: number[] | undefined, isReversed: boolean): Part[] {
  if (!order) return isReversed ? parts.toReversed() : parts;
  return order.flatMap((number) => parts[number - 1] ?? []);
}
