import type { Clock } from '../../clock.ts';
import { isoNow } from '../iso-time.ts';
import type { Message, Store } from '../state.ts';
import { asDisplayed, toParts } from './encoding.ts';
import { failure, failureBody } from './failures.ts';
import type { Phones } from './phones.ts';
import type { AcceptedPart, SendReceipts } from './receipts.ts';
import type { Submission } from './request.ts';
import { newMessageId } from './wire-format.ts';

/** In euros, for each part. */
const PRICE = 0.0333;
const NETWORK = '23410';

/** Puts an outgoing text on its phone, arranges its receipts, and returns the SMS API's response. */
export type AcceptText = (submission: Submission, trace: string | undefined) => object;

export function createAcceptance({
  store,
  phones,
  sendReceipts,
  clock,
  uuid,
}: {
  store: Pick<Store, 'state'>;
  phones: Pick<Phones, 'add'>;
  sendReceipts: SendReceipts;
  clock: Pick<Clock, 'now'>;
  uuid: () => string;
}): AcceptText {
  const { state } = store;
  const charge = (to: string, clientRef: string | null, { messageId, price, network }: AcceptedPart) => {
    state.balance -= PRICE;
    return {
      to,
      'message-id': messageId,
      status: '0',
      'remaining-balance': state.balance.toFixed(8),
      'message-price': price,
      network,
      ...(clientRef !== null && { 'client-ref': clientRef }),
    };
  };
  return ({ from, to, text, type, clientRef, callback, wantsReceipt }, trace) => {
    const total = type === 'binary' ? 1 : toParts(text, type).length;
    if (state.balance < total * PRICE) return failureBody(failure(9), { to, clientRef });
    const parts = Array.from({ length: total }, () => ({
      messageId: newMessageId(uuid),
      price: PRICE.toFixed(8),
      network: NETWORK,
    }));
    const messages = parts.map((part) => charge(to, clientRef, part));
    const message: Message = {
      id: parts[0]?.messageId ?? newMessageId(uuid),
      direction: 'outbound',
      from,
      to,
      text: type === 'binary' ? text : asDisplayed(text, type),
      type,
      parts: total,
      clientRef,
      at: isoNow(clock),
      receipts: [],
    };
    phones.add(message, trace);
    if (wantsReceipt) sendReceipts(message, parts, callback ?? (state.settings.drCallBackUrl || undefined));
    return { 'message-count': String(total), messages };
  };
}
