import type { Message } from './message.ts';

/** What the rules for a customer's text need of the store of messages; each write is one conditional write. */
export interface InboundStore {
  /** Reads consistently. */
  find(id: string): Promise<Message | undefined>;
  /** Stores the text if its id is not stored yet. */
  putIfAbsent(message: Message): Promise<void>;
  /** Moves a stored text to another ticket, if it is still on `from`. */
  move(id: string, from: number, to: number): Promise<void>;
  /** Stores one part of a stored split text, if that part is not stored yet. */
  addPart(id: string, part: number, text: string): Promise<void>;
}
