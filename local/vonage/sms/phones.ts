import type { Platform } from '../platform.ts';
import type { Message, Receipt } from '../state.ts';

/** A text as the phone at its other end shows it; direction `inbound` means from the customer to the account. */
export type PhoneMessage = Message;

const KEPT_MESSAGES = 5_000;

/** Puts a text on its phone; `trace` is X-Ray's header of the call that sent it. */
export function keep(platform: Platform, message: Message, trace?: string): Message {
  const { messages } = platform.store.state;
  messages.push(message);
  if (messages.length > KEPT_MESSAGES) messages.shift();
  platform.store.save();
  const told = structuredClone(message);
  platform.tell({ type: 'message', at: message.at, message: told, ...(trace !== undefined && { trace }) });
  return message;
}

export function noteReceipt(platform: Platform, message: Message, receipt: Receipt): void {
  message.receipts.push(receipt);
  platform.store.save();
}

/** A phone's texts, oldest first; everybody's without a number. */
export function textsOf(platform: Platform, number: string | undefined): PhoneMessage[] {
  const { messages } = platform.store.state;
  return messages.filter(({ from, to }) => number === undefined || from === number || to === number);
}

/** An id in the SMS API's form: 16 hexadecimal digits. */
export function messageId(platform: Platform): string {
  return platform.uuid().replaceAll('-', '').slice(0, 16).toUpperCase();
}

/** `YYYY-MM-DD HH:MM:SS`, UTC. */
export function messageTimestamp(platform: Platform): string {
  return platform.now().slice(0, 19).replace('T', ' ');
}
