import type { Message } from '../api.ts';
import type { Problem } from '../problem.ts';

/** A text that was sent off and has not come back as a real one. */
export interface OutgoingText {
  /** The idempotency key: the same for every attempt. */
  key: string;
  text: string;
  at: number;
  problem?: Problem | undefined;
}

/** What an agent has written and not sent: in memory, for as long as the page is open. */
export interface Drafts {
  /** `place` is a ticket's number, or a name such as `new`. */
  read(place: string): string;
  write(place: string, text: string): void;
  outgoing(ticket: number): readonly OutgoingText[];
  addOutgoing(ticket: number, outgoing: OutgoingText): void;
  /** Notes why an attempt failed; undefined for a new attempt. */
  setProblem(ticket: number, key: string, problem: Problem | undefined): void;
  remove(ticket: number, key: string): void;
  /** Notes with which idempotency key `of` was tried from `place`; undefined when it is known to have gone. */
  rememberAttempt(place: string, attempt: { key: string; of: string } | undefined): void;
  /** The key with which exactly this was tried from there: with another one it could go twice. */
  attemptKey(place: string, of: string): string | undefined;
  subscribe: (listener: () => void) => () => void;
  /** Changes with every change. */
  version: () => number;
  clear(): void;
  /** Whether something would be lost. */
  hasAny: () => boolean;
}

const NONE: readonly OutgoingText[] = [];

export function createDrafts(): Drafts {
  const texts = new Map<string, string>();
  const leaving = new Map<number, readonly OutgoingText[]>();
  const attempts = new Map<string, { key: string; of: string }>();
  const listeners = new Set<() => void>();
  let version = 0;

  function changed(): void {
    version += 1;
    for (const listener of listeners) listener();
  }

  function update(ticket: number, next: (all: readonly OutgoingText[]) => readonly OutgoingText[]): void {
    leaving.set(ticket, next(leaving.get(ticket) ?? NONE));
    changed();
  }

  return {
    read: (place) => texts.get(place) ?? '',
    write(place, text) {
      if (text === '') texts.delete(place);
      else texts.set(place, text);
      changed();
    },
    outgoing: (ticket) => leaving.get(ticket) ?? NONE,
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
      leaving.clear();
      attempts.clear();
      changed();
    },
    hasAny: () => texts.size > 0 || [...leaving.values()].some((all) => all.length > 0),
  };
}

/**
 * The failed texts that stand in the thread after all: the answer was lost, or the desk keeps what it did not let out.
 *
 * @param fresh what came into the thread since
 */
export function confirmedByThread(
  outgoing: readonly OutgoingText[],
  fresh: Message[],
  me: string,
): OutgoingText[] {
  const real = fresh.filter(({ agent }) => agent === me).map(({ text }) => text);
  return outgoing.filter(({ text, problem }) => {
    const place = problem === undefined ? -1 : real.indexOf(text);
    if (place >= 0) real.splice(place, 1);
    return place >= 0;
  });
}
