import { reply, type Message } from '../api.ts';
import { toProblem } from '../problem.ts';
import type { Session } from '../session.ts';
import type { Drafts, OutgoingText } from './drafts.ts';
import { useDrafts } from './use-drafts.ts';

/** The reply being written on a ticket, and those on their way. */
export interface Replies {
  draft: string;
  outgoing: readonly OutgoingText[];
  write: (text: string) => void;
  send: (text: string) => void;
  retry: (outgoing: OutgoingText) => void;
  /** Moves a text that failed back into the draft. */
  edit: (outgoing: OutgoingText) => void;
}

interface RepliesOptions {
  number: number;
  session: Session;
  drafts: Drafts;
  addMessage: (message: Message) => void;
  refresh: () => void;
  onSent: () => void;
}

export function useReplies({
  number,
  session,
  drafts,
  addMessage,
  refresh,
  onSent,
}: RepliesOptions): Replies {
  useDrafts(drafts);
  const place = String(number);
  const draft = drafts.read(place);

  async function attempt({ key, text }: OutgoingText): Promise<void> {
    try {
      addMessage(await reply(session, number, text, key));
      drafts.remove(number, key);
      onSent();
    } catch (error) {
      drafts.setProblem(number, key, toProblem(error));
    }
    refresh();
  }

  return {
    draft,
    outgoing: drafts.outgoing(number),
    write: (text) => drafts.write(place, text),
    send(text) {
      const outgoing = { key: drafts.attemptKey(place, text) ?? crypto.randomUUID(), text, at: Date.now() };
      drafts.rememberAttempt(place, undefined);
      drafts.addOutgoing(number, outgoing);
      drafts.write(place, '');
      void attempt(outgoing);
    },
    retry(outgoing) {
      drafts.setProblem(number, outgoing.key, undefined);
      void attempt(outgoing);
    },
    edit({ key, text }) {
      drafts.write(place, draft === '' ? text : `${text}\n${draft}`);
      drafts.remove(number, key);
      // The failed attempt may have reached the desk: sent again unchanged, the text keeps its idempotency key.
      drafts.rememberAttempt(place, { key, of: text });
    },
  };
}
