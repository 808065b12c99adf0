import { createHash } from 'node:crypto';
import { type Problem, isObject, notJson, own, describeValue } from '../ncco/findings.ts';
import { type CallStatus, isOver, isStatus } from './call-state.ts';
import { networkParty } from '../numbers/network-number.ts';
import { type Recording, recordingIn } from './recording.ts';

/** A call event as Vonage told it, safe to be stored: every text is bounded, nothing in it is ever executed or shown raw. */
export interface CallEvent {
  /** Follows from the cause: the same event, delivered again, has the same id. */
  id: string;
  /** The leg's uuid; where an event has none, the conversation's. */
  call: string;
  conversation?: string;
  kind: EventKind;
  /** Only on `status` events. */
  status?: CallStatus;
  /** A phone's number in E.164 digits, an app's user, or as Vonage wrote it: `anonymous`, a SIP address. */
  from?: string;
  to?: string;
  direction?: string;
  /** When it happened, as Vonage wrote it. */
  timestamp?: string;
  duration?: string | null;
  price?: string | null;
  rate?: string | null;
  startTime?: string | null;
  endTime?: string | null;
  network?: string | null;
  reason?: string;
  /** Only on `record` events. */
  recording?: Recording;
  /** The whole event as JSON, for the record; absent when it is too long to be kept. */
  body?: string;
}

export const EVENT_KINDS = ['status', 'transfer', 'record', 'input', 'notify', 'error', 'other'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/**
 * Whether no later event of the call makes good what is lost with this one: its leg is over, or it tells of a recording.
 * What such an event owes is kept with it until it is paid.
 */
export const isLast = ({ recording, status }: CallEvent): boolean =>
  recording !== undefined || isOver(status);

const LONGEST_ID = 128;
const LONGEST_VALUE = 256;
const LONGEST_BODY = 65_536;
const LONGEST_KEPT_BODY = 16_384;

/** Reads the event webhook's body. What names no call, or is no event at all, has a problem instead. */
export function parseCallEvent(body: unknown): { event: CallEvent } | { problem: Problem } {
  if (!isObject(body)) return trouble('', `an event must be an object, got ${describeValue(body)}`);
  const foreign = notJson(body);
  if (foreign) return { problem: foreign };
  const json = canonical(body);
  if (json.length > LONGEST_BODY) return trouble('', `an event has at most ${LONGEST_BODY} characters`);
  // Transfers name two conversations; what apps' own events (rtc) are about is a conversation_id.
  const conversation =
    identifier(body, 'conversation_uuid') ??
    identifier(body, 'conversation_uuid_from') ??
    identifier(body, 'conversation_id');
  // human and machine events name their leg call_uuid.
  const call = identifier(body, 'uuid') ?? identifier(body, 'call_uuid') ?? conversation;
  if (call === undefined) return trouble('uuid', 'is missing: the event names no call');

  const status = own(body, 'status');
  const known = isStatus(status) ? status : undefined;
  const kind = known ? 'status' : kindOf(body);
  const timestamp = text(body, 'timestamp');
  return {
    event: {
      id: idOf([call, known ?? kind, known && timestamp !== undefined ? timestamp : json]),
      call,
      kind,
      ...(known && { status: known }),
      ...present({
        conversation,
        from: party(body, 'from') ?? text(body, 'from_user'),
        to: party(body, 'to'),
        direction: text(body, 'direction'),
        timestamp,
        reason: text(body, 'reason'),
        duration: given(body, 'duration'),
        price: given(body, 'price'),
        rate: given(body, 'rate'),
        startTime: given(body, 'start_time'),
        endTime: given(body, 'end_time'),
        network: given(body, 'network'),
        recording: kind === 'record' ? recordingIn(body, identifier(body, 'recording_uuid')) : undefined,
        body: json.length <= LONGEST_KEPT_BODY ? json : undefined,
      }),
    },
  };
}

function kindOf(body: object): EventKind {
  const has = (key: string) => Object.hasOwn(body, key);
  if (has('recording_url') || has('recording_uuid')) return 'record';
  if (has('conversation_uuid_from') || has('conversation_uuid_to')) return 'transfer';
  if (has('dtmf') || has('speech')) return 'input';
  if (has('payload')) return 'notify';
  return has('reason') || has('error') ? 'error' : 'other';
}

const trouble = (path: string, sentence: string): { problem: Problem } => ({ problem: { path, sentence } });

function identifier(body: object, key: string): string | undefined {
  const value = own(body, key);
  return typeof value === 'string' && /^[\w:.@-]+$/.test(value) && value.length <= LONGEST_ID
    ? value
    : undefined;
}

function text(body: object, key: string): string | undefined {
  const value = own(body, key);
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return String(value).slice(0, LONGEST_VALUE);
}

function party(body: object, key: string): string | undefined {
  const said = text(body, key);
  return said === undefined ? undefined : networkParty(said);
}

/** Kept as it was given: Vonage writes numbers as strings, and null for what it does not know yet. */
function given(body: object, key: string): string | null | undefined {
  return own(body, key) === null ? null : text(body, key);
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}

/** JSON with sorted keys: two deliveries of one event may not agree on their order. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${members.join(',')}}`;
}

function idOf(cause: string[]): string {
  return createHash('sha256').update(JSON.stringify(cause), 'utf8').digest('base64url').slice(0, 32);
}
