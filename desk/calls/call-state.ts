import type { CallEvent } from './call-event.ts';

/**
 * How far a call has come. Vonage sends these late, doubled and out of order; only a higher one replaces a lower one.
 * What failed outranks `completed`, which is said of every call that is over, so that a busy line stays busy.
 */
const RANKS = {
  started: 10,
  ringing: 20,
  answered: 30,
  human: 40,
  machine: 41,
  disconnected: 50,
  completed: 60,
  timeout: 70,
  unanswered: 71,
  cancelled: 72,
  rejected: 73,
  busy: 74,
  failed: 75,
} as const;

export type CallStatus = keyof typeof RANKS;

export const CALL_STATUSES = Object.keys(RANKS).filter(isStatus);

export function isStatus(value: unknown): value is CallStatus {
  return typeof value === 'string' && Object.hasOwn(RANKS, value);
}

export const rankOf = (status: CallStatus): number => RANKS[status];

/** Nothing but a correction follows: the leg is free. */
export const isOver = (status: CallStatus | undefined): boolean =>
  status !== undefined && RANKS[status] >= RANKS.disconnected;

/** Whether somebody took the call on this leg; a lost `answered` is made good by the length that `completed` tells. */
export const wasAnswered = ({ seen }: CallState): boolean =>
  seen.answered !== undefined || seen.human !== undefined || Number(seen.completed?.duration) > 0;

/** What one status event told; the call's own facts are read from all of them. */
export type StatusFacts = Pick<CallEvent, (typeof FACTS)[number]>;

const FACTS = [
  'conversation',
  'from',
  'to',
  'direction',
  'timestamp',
  'reason',
  'duration',
  'price',
  'rate',
  'startTime',
  'endTime',
  'network',
] as const;

/** One leg of a call: the sum of its events, the same in whatever order they came. */
export interface CallState extends Omit<StatusFacts, 'timestamp'> {
  call: string;
  /** Absent as long as only events without a status are known. */
  status?: CallStatus;
  /** What each status told, by status. */
  seen: { readonly [S in CallStatus]?: StatusFacts };
}

/**
 * The call's state after an event; an event of another call changes nothing. Order and repetition do not matter: the
 * state keeps, for each status, the facts of its latest event, and reads itself from these alone.
 */
export function nextCallState(current: CallState | undefined, event: CallEvent): CallState {
  if (current !== undefined && current.call !== event.call) return current;
  const seen = current?.seen ?? {};
  if (event.status === undefined) return stateOf(event.call, seen);
  const facts = factsOf(event);
  const known = seen[event.status];
  const later = known === undefined || isLater(facts, known) ? facts : known;
  return stateOf(event.call, { ...seen, [event.status]: later });
}

/** A leg as the facts of its events tell it. */
export function stateOf(call: string, seen: CallState['seen']): CallState {
  const highestFirst = CALL_STATUSES.filter((status) => seen[status] !== undefined).toSorted(
    (a, b) => RANKS[b] - RANKS[a],
  );
  const state: CallState = { call, seen };
  const [status] = highestFirst;
  if (status === undefined) return state;
  const told = highestFirst.map((one) => seen[one] ?? {});
  // A null says "not known yet": it never hides what another event knew.
  const facts = FACTS.filter((fact) => fact !== 'timestamp').flatMap((fact) => {
    const values = told.map((one) => one[fact]).filter((value) => value !== undefined);
    const value = values.find((one) => one !== null) ?? values[0];
    return value === undefined ? [] : [[fact, value]];
  });
  return { ...state, ...(Object.fromEntries(facts) as StatusFacts), status };
}

function factsOf(event: CallEvent): StatusFacts {
  return Object.fromEntries(
    FACTS.flatMap((fact) => (event[fact] === undefined ? [] : [[fact, event[fact]]])),
  );
}

/** By time, then by content: any fixed order will do, as long as it does not depend on who came first. */
function isLater(a: StatusFacts, b: StatusFacts): boolean {
  // Written as an object, so that a null and nothing at all are two contents.
  const key = (facts: StatusFacts) => [instant(facts.timestamp), JSON.stringify(facts, [...FACTS])] as const;
  const [timeA, contentA] = key(a);
  const [timeB, contentB] = key(b);
  return timeA === timeB ? contentA > contentB : timeA > timeB;
}

function instant(timestamp: string | undefined): number {
  const time = Date.parse(timestamp ?? '');
  return Number.isNaN(time) ? -Infinity : time;
}
