import type { Publish } from '../event-feed.ts';
import type { Message, Receipt, Store } from '../state.ts';

/** The texts on the phones at the other end; direction `inbound` means from the customer to the account. */
export interface Phones {
  /** Puts a text on its phone; `trace` is X-Ray's header of the request that sent it. */
  add(message: Message, trace?: string): void;
  addReceipt(message: Message, receipt: Receipt): void;
  /** A phone's texts, oldest first; all phones' without a number. */
  messages(number: string | undefined): Message[];
}

const KEPT_MESSAGES = 5_000;

export function createPhones(store: Store, publish: Publish): Phones {
  const { messages } = store.state;
  return {
    add(message, trace) {
      messages.push(message);
      if (messages.length > KEPT_MESSAGES) messages.shift();
      store.save();
      publish({
        type: 'message',
        at: message.at,
        message: structuredClone(message),
        ...(trace !== undefined && { trace }),
      });
    },
    addReceipt(message, receipt) {
      message.receipts.push(receipt);
      store.save();
    },
    messages: (number) =>
      messages.filter(({ from, to }) => number === undefined || from === number || to === number),
  };
}
