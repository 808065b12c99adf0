import { isOver, wasAnswered, type CallState } from './call-state.ts';
import { isNetworkNumber } from '../numbers/network-number.ts';
import { isFuller, type Recording } from './recording.ts';

/** One call, as all that its legs and recordings told: what its own leg, the customer's, says stands for it. */
export interface Call extends Omit<CallState, 'seen' | 'conversation'> {
  /** Vonage's name of the call; where an event names none, its leg's. */
  conversation: string;
  /** The phone at the other end; who hides the number has none. */
  customer?: string;
  /** Somebody called, and nobody answered. Once said, it stays: a text went out on it. */
  missed?: true;
  recording?: Recording;
}

/** What is known of a call beside its legs. */
export type Known = Partial<Pick<Call, 'missed' | 'recording'>>;

/**
 * The call of these legs; the same in whatever order their events came, but for `missed`.
 *
 * A call is missed when the caller's own leg is over, or a recording of it came, and nobody else's leg was answered, as
 * far as is known at that moment. There is one window: an agent's `answered` that Vonage delivers after the caller's
 * end. Such a call stays missed, for its text is on the way.
 *
 * @param known   what was known of the call before
 * @param heard   a recording that an event just told of
 * @param numbers our own, as keys
 */
export function callOf(
  conversation: string,
  legs: CallState[],
  {
    known = {},
    heard,
    numbers,
  }: { known?: Known | undefined; heard?: Recording | undefined; numbers: object },
): Call {
  const told = legs
    .filter(({ status }) => status !== undefined)
    .toSorted((one, other) => (one.call < other.call ? -1 : 1));
  const isOurs = (party: string | undefined) => party !== undefined && Object.hasOwn(numbers, party);
  const caller = told.find(
    ({ direction, from, to }) => direction === 'inbound' && !isOurs(from) && (isPhone(from) || isOurs(to)),
  );
  const called = told.find(({ direction, to }) => direction === 'outbound' && isPhone(to) && !isOurs(to));
  const inbound = told.find(({ direction }) => direction === 'inbound');
  const leg = caller ?? called ?? inbound ?? told[0] ?? { call: conversation, seen: {} };
  const customer = leg === caller ? caller.from : leg === called ? called.to : undefined;
  const recording = heard && isFuller(heard, known.recording) ? heard : known.recording;
  const answered = told.some((one) => one !== caller && wasAnswered(one));
  const ended = caller !== undefined && (isOver(caller.status) || recording !== undefined);
  const { seen: _seen, ...facts } = leg;
  return {
    ...facts,
    conversation,
    ...(isPhone(customer) && { customer }),
    ...((known.missed || (ended && !answered)) && { missed: true }),
    ...(recording && { recording }),
  };
}

/** E.164 digits: agents' apps, and who hides the number, have none. */
const isPhone = (party: string | undefined): party is string => party !== undefined && isNetworkNumber(party);
