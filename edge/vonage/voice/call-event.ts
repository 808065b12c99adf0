import { createHash } from 'node:crypto';
import type { CallEvent, EventKind } from '../../../desk/calls/call-event.ts';
import { isStatus } from '../../../desk/calls/call-state.ts';
import { isObject, own } from '../../../desk/json-value.ts';
import { describeValue, type Problem } from '../../../desk/ncco/findings.ts';
import { jsonProblem } from '../../../desk/ncco/json-problem.ts';
import { networkParty } from '../../../desk/numbers/network-number.ts';
import type { Request } from '../../http/handler.ts';
import { bodyType, contentType, JSON_BODY, jsonBody } from '../../http/parameters.ts';
import { authenticateVoiceWebhook } from './authenticate.ts';
import { canonicalJson } from './canonical-json.ts';
import { recordingIn } from './recording.ts';

const MAX_ID_LENGTH = 128;
const MAX_VALUE_LENGTH = 256;
const MAX_EVENT_LENGTH = 65_536;
const MAX_STORED_LENGTH = 16_384;

/** An event of a call, or why it is none that could be stored: Vonage would send the same again. */
export type ParsedCallEvent = { event: CallEvent } | { problem: Problem };

/**
 * Authenticates and reads an event webhook.
 *
 * @throws ClientError 401 as {@link authenticateVoiceWebhook}, 415 for another content type, 400 for a body that is no
 *   JSON
 */
export async function receiveCallEvent(request: Request): Promise<ParsedCallEvent> {
  await authenticateVoiceWebhook(request);
  if (contentType(request) !== '') bodyType(request, [JSON_BODY]);
  return callEventIn(jsonBody(request, { isSigned: true }));
}

/** The event in a webhook's body. */
export function callEventIn(payload: unknown): ParsedCallEvent {
  if (!isObject(payload)) return problem('', `an event must be an object, got ${describeValue(payload)}`);
  const notJson = jsonProblem(payload);
  if (notJson) return { problem: notJson };
  const json = canonicalJson(payload);
  if (json.length > MAX_EVENT_LENGTH) {
    return problem('', `an event has at most ${MAX_EVENT_LENGTH} characters`);
  }
  const conversation = conversationIn(payload);
  // human and machine events name their leg call_uuid.
  const leg = identifier(payload, 'uuid') ?? identifier(payload, 'call_uuid') ?? conversation;
  if (leg === undefined) return problem('uuid', 'is missing: the event names no call');
  const facts = factsIn(payload);
  return {
    event: {
      id: eventId(leg, facts, json),
      call: leg,
      ...facts,
      ...present({
        conversation,
        recording:
          facts.kind === 'record' ? recordingIn(payload, identifier(payload, 'recording_uuid')) : undefined,
        body: json.length <= MAX_STORED_LENGTH ? json : undefined,
      }),
    },
  };
}

const problem = (path: string, sentence: string): { problem: Problem } => ({ problem: { path, sentence } });

/** Transfers name two conversations; the apps' own events (rtc) name theirs conversation_id. */
const conversationIn = (payload: object): string | undefined =>
  identifier(payload, 'conversation_uuid') ??
  identifier(payload, 'conversation_uuid_from') ??
  identifier(payload, 'conversation_id');

type Facts = Omit<CallEvent, 'id' | 'call' | 'conversation' | 'recording' | 'body'>;

function factsIn(payload: object): Facts {
  const status = own(payload, 'status');
  return {
    ...(isStatus(status) ? { kind: 'status', status } : { kind: kindOf(payload) }),
    ...present({
      from: party(payload, 'from') ?? text(payload, 'from_user'),
      to: party(payload, 'to'),
      direction: text(payload, 'direction'),
      timestamp: text(payload, 'timestamp'),
      reason: text(payload, 'reason'),
      duration: textOrNull(payload, 'duration'),
      price: textOrNull(payload, 'price'),
      rate: textOrNull(payload, 'rate'),
      startTime: textOrNull(payload, 'start_time'),
      endTime: textOrNull(payload, 'end_time'),
      network: textOrNull(payload, 'network'),
    }),
  };
}

function kindOf(payload: object): EventKind {
  const has = (key: string) => Object.hasOwn(payload, key);
  if (has('recording_url') || has('recording_uuid')) return 'record';
  if (has('conversation_uuid_from') || has('conversation_uuid_to')) return 'transfer';
  if (has('dtmf') || has('speech')) return 'input';
  if (has('payload')) return 'notify';
  return has('reason') || has('error') ? 'error' : 'other';
}

/**
 * The same for every delivery of one event. A status with its time identifies the event, whatever else differs; without
 * them its whole content does.
 */
function eventId(leg: string, { kind, status, timestamp }: Facts, json: string): string {
  const cause = [leg, status ?? kind, status && timestamp !== undefined ? timestamp : json];
  return createHash('sha256').update(JSON.stringify(cause), 'utf8').digest('base64url').slice(0, 32);
}

function identifier(payload: object, key: string): string | undefined {
  const value = own(payload, key);
  return typeof value === 'string' && /^[\w:.@-]+$/.test(value) && value.length <= MAX_ID_LENGTH
    ? value
    : undefined;
}

function text(payload: object, key: string): string | undefined {
  const value = own(payload, key);
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return String(value).slice(0, MAX_VALUE_LENGTH);
}

function party(payload: object, key: string): string | undefined {
  const written = text(payload, key);
  return written === undefined ? undefined : networkParty(written);
}

/** Vonage writes numbers as strings, and null for what it does not know yet. */
function textOrNull(payload: object, key: string): string | null | undefined {
  return own(payload, key) === null ? null : text(payload, key);
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}
