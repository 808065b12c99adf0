import type { Message } from '../api.ts';
import type { Problem } from '../problem.ts';

/** A text whose request is running or failed; a stored message replaces it. */
export interface OutgoingText {
  /** The idempotency key: the same for every attempt. */
  key: string;
  text: string;
  at: number;
  problem?: Problem | undefined;
}

/** What an agent has written and not sent: kept in memory while the page is open. */
export interface Drafts {
  /** `place` is a ticket's number, or a name such as `new`. */
  read(place: string): string;
  write(place: string, text: string): void;
  outgoing(ticket: number): readonly OutgoingText[];
  addOutgoing(ticket: number, outgoing: OutgoingText): void;
  /** Sets why the last attempt failed; undefined when a new one begins. */
  setProblem(ticket: number, key: string, problem: Problem | undefined): void;
  remove(ticket: number, key: string): void;
  /** Remembers the idempotency key of an attempt to send `of` from `place`; undefined once its result is known. */
  rememberAttempt(place: string, attempt: { key: string; of: string } | undefined): void;
  /** The key of an earlier attempt to send exactly this from there: another key could send it twice. */
  attemptKey(place: string, of: string): string | undefined;
  subscribe: (listener: () => void) => () => void;
  /** Increases with every change. */
  version: () => number;
  clear(): void;
  /** Whether anything would be lost with the page. */
  hasAny: () => boolean;
}

const NONE: readonly OutgoingText[] = [];

export function createDrafts(): Drafts {
  const texts = new Map<string, string>();
  const unsent = new Map<number, readonly OutgoingText[]>();
  const attempts = new Map<string, { key: string; of: string }>();
  const listeners = new Set<() => void>();
  let version = 0;

  function changed(): void {
    version += 1;
    for (const listener of listeners) listener();
  }

  function update(ticket: number, next: (all: readonly OutgoingText[]) => readonly OutgoingText[]): void {
    unsent.set(ticket, next(unsent.get(ticket) ?? NONE));
    changed();
  }

  return {
    read: (place) => texts.get(place) ?? '',
    write(place, text) {
      if (text === '') texts.delete(place);
      else texts.set(place, text);
      changed();
    },
    outgoing: (ticket) => unsent.get(ticket) ?? NONE,
    addOutgoing: (ticket, outgoing) => update(ticket, (all) => [...all, outgoing]),
    setProblem: (ticket, key, problem) =>
      update(ticket, (all) => all.map((one) => (one.key === key ? { ...one, problem } : one))),
    remove: (ticket, key) => update(ticket, (all) => all.filter((one) => one.key !== key)),
    rememberAttempt(place, attempt) {
      if (attempt) attempts.set(place, attempt);
      else attempts.delete(place);
    },
    attemptKey(place, of) {
      const attempt = attempts.get(place);
      return attempt?.of === of ? attempt.key : undefined;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    version: () => version,
    clear() {
      texts.clear();
      unsent.clear();
      attempts.clear();
      changed();
    },
    hasAny: () => texts.size > 0 || [...unsent.values()].some((all) => all.length > 0),
  };
}

/**
 * The texts that failed here and are in the thread nevertheless: the response was lost, or the desk stores what it holds
 * back.
 *
 * @param fresh the messages that came into the thread since
 */
export function confirmedByThread(
  outgoing: readonly OutgoingText[],
  fresh: Message[],
  me: string,
): OutgoingText[] {
  const stored = fresh.filter(({ agent }) => agent === me).map(({ text }) => text);
  return outgoing.filter(({ text, problem }) => {
    const index = problem === undefined ? -1 : stored.indexOf(text);
    if (index >= 0) stored.splice(index, 1);
    return index >= 0;
  });
}
