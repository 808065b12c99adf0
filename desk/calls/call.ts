import { isOver, wasAnswered, type CallState } from './call-state.ts';
import { isNetworkNumber } from '../numbers/network-number.ts';
import { isFuller, type Recording } from './recording.ts';

/** One call, as its legs and recordings show it. Its own facts are those of the customer's leg. */
export interface Call extends Omit<CallState, 'seen' | 'conversation'> {
  /** Vonage's id of the call; where its events name none, the leg's. */
  conversation: string;
  /** The phone at the other end; absent where the caller hides the number. */
  customer?: string;
  /** Somebody called, and nobody answered. Once set, it stays: a text was sent for it. */
  missed?: true;
  recording?: Recording;
}

/** What is known of a call besides its legs. */
export type Known = Partial<Pick<Call, 'missed' | 'recording'>>;

/**
 * The call of these legs, independent of the order of their events, except for `missed`.
 *
 * A call is missed when the caller's own leg is over, or a recording of it came, and nobody else's leg was answered, as
 * far as is known at that moment. There is one window: an agent's `answered` that Vonage delivers after the caller's
 * end. Such a call stays missed, because its text is on the way.
 *
 * @param known     what was known of the call before
 * @param recording the recording of the current event
 * @param numbers   our own, as keys
 */
export function callOf(
  conversation: string,
  legs: CallState[],
  {
    known = {},
    recording: newRecording,
    numbers,
  }: { known?: Known | undefined; recording?: Recording | undefined; numbers: object },
): Call {
  const { caller, leg, customer, others } = rolesOf(legs, numbers);
  const { seen: _seen, ...facts } = leg ?? { call: conversation, seen: {} };
  const recording = newRecording && isFuller(newRecording, known.recording) ? newRecording : known.recording;
  const isEnded = caller !== undefined && (isOver(caller.status) || recording !== undefined);
  const isMissed = known.missed === true || (isEnded && !others.some(wasAnswered));
  return {
    ...facts,
    conversation,
    ...(customer !== undefined && { customer }),
    ...(isMissed && { missed: true }),
    ...(recording && { recording }),
  };
}

/** Who is who on a call. */
interface Roles {
  /** The leg of a customer who called us. */
  caller: CallState | undefined;
  /** The leg whose facts are the call's: the customer's, else an incoming one, else any. */
  leg: CallState | undefined;
  /** The customer's phone. */
  customer: string | undefined;
  /** All legs with a status, other than the caller's. */
  others: CallState[];
}

function rolesOf(all: CallState[], numbers: object): Roles {
  const legs = all
    .filter(({ status }) => status !== undefined)
    .toSorted((one, other) => (one.call < other.call ? -1 : 1));
  const isOurs = (party: string | undefined) => party !== undefined && Object.hasOwn(numbers, party);
  const incoming = legs.filter(({ direction }) => direction === 'inbound');
  const caller = incoming.find(({ from, to }) => !isOurs(from) && (isPhone(from) || isOurs(to)));
  const called = legs.find(({ direction, to }) => direction === 'outbound' && isPhone(to) && !isOurs(to));
  const customer = caller ? caller.from : called?.to;
  return {
    caller,
    leg: caller ?? called ?? incoming[0] ?? legs[0],
    customer: isPhone(customer) ? customer : undefined,
    others: legs.filter((leg) => leg !== caller),
  };
}

/** E.164 digits: agents' apps, and callers who hide the number, have none. */
const isPhone = (party: string | undefined): party is string => party !== undefined && isNetworkNumber(party);
