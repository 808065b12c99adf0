/**
 * The statuses of a call in the order in which they may replace each other. Vonage delivers them late, repeatedly and out
 * of order; only a higher rank replaces a lower one. Failures outrank `completed`, which ends every call, so that a busy
 * line stays busy.
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

/** Whether the leg has ended; only a correction can follow. */
export const isOver = (status: CallStatus | undefined): boolean =>
  status !== undefined && RANKS[status] >= RANKS.disconnected;

/** Whether somebody took the call on this leg. The duration that comes with `completed` stands in for a lost `answered`. */
export const wasAnswered = ({ seen }: CallState): boolean =>
  seen.answered !== undefined || seen.human !== undefined || Number(seen.completed?.duration) > 0;

/** What an event says of its leg besides its status. */
export interface StatusFacts {
  conversation?: string;
  /** A phone's number in E.164 digits, an app's user, or as the network wrote it: `anonymous`, a SIP address. */
  from?: string;
  to?: string;
  direction?: string;
  /** When it happened, as Vonage wrote it. */
  timestamp?: string;
  reason?: string;
  duration?: string | null;
  price?: string | null;
  rate?: string | null;
  startTime?: string | null;
  endTime?: string | null;
  network?: string | null;
}

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
] as const satisfies readonly (keyof StatusFacts)[];

/** One leg of a call: the sum of its events, independent of their order. */
export interface CallState extends Omit<StatusFacts, 'timestamp'> {
  call: string;
  /** Absent while only events without a status are known. */
  status?: CallStatus;
  /** The facts of the latest event of each status. */
  seen: { readonly [S in CallStatus]?: StatusFacts };
}

/** What of an event changes the state of its leg. */
type StateEvent = StatusFacts & { call: string; status?: CallStatus };

/**
 * The leg's state after an event; an event of another leg changes nothing. Order and repetition do not matter: the state
 * keeps the facts of the latest event of each status, and derives everything else from these alone.
 */
export function nextCallState(current: CallState | undefined, event: StateEvent): CallState {
  if (current !== undefined && current.call !== event.call) return current;
  const seen = current?.seen ?? {};
  if (event.status === undefined) return stateOf(event.call, seen);
  const facts = factsOf(event);
  const known = seen[event.status];
  const latest = known === undefined || isLater(facts, known) ? facts : known;
  return stateOf(event.call, { ...seen, [event.status]: latest });
}

/** A leg derived from the facts of its events. */
export function stateOf(call: string, seen: CallState['seen']): CallState {
  const highestFirst = CALL_STATUSES.filter((status) => seen[status] !== undefined).toSorted(
    (a, b) => RANKS[b] - RANKS[a],
  );
  const state: CallState = { call, seen };
  const [status] = highestFirst;
  if (status === undefined) return state;
  const factsByRank = highestFirst.map((one) => seen[one] ?? {});
  // A null means "not known yet": it never hides the value of another event.
  const facts = FACTS.filter((fact) => fact !== 'timestamp').flatMap((fact) => {
    const values = factsByRank.map((one) => one[fact]).filter((value) => value !== undefined);
    const value = values.find((one) => one !== null) ?? values[0];
    return value === undefined ? [] : [[fact, value]];
  });
  return { ...state, ...(Object.fromEntries(facts) as StatusFacts), status };
}

function factsOf(event: StateEvent): StatusFacts {
  return Object.fromEntries(
    FACTS.flatMap((fact) => (event[fact] === undefined ? [] : [[fact, event[fact]]])),
  );
}

/** By time, then by content: any fixed order will do, as long as it does not depend on the order of arrival. */
function isLater(a: StatusFacts, b: StatusFacts): boolean {
  // As the JSON of an object, so that null and absent differ.
  const key = (facts: StatusFacts) => [instant(facts.timestamp), JSON.stringify(facts, [...FACTS])] as const;
  const [timeA, contentA] = key(a);
  const [timeB, contentB] = key(b);
  return timeA === timeB ? contentA > contentB : timeA > timeB;
}

function instant(timestamp: string | undefined): number {
  const time = Date.parse(timestamp ?? '');
  return Number.isNaN(time) ? -Infinity : time;
}
