import type { Keys } from '../../../desk/calls/keys.ts';
import type { Parties } from '../../../desk/calls/new-call.ts';
import { own } from '../../../desk/json-value.ts';
import type { Request } from '../../http/handler.ts';
import { query } from '../../http/parameters.ts';
import { partiesIn } from './parties.ts';
import { callIdOf, voicePayload } from './payload.ts';

/** What came of an `input` of ours. */
export interface KeysWebhook {
  callId: string;
  parties: Parties;
  keys: Keys;
  /** Whether the URL claims to be one that an NCCO handed out; the bare one may be written by hand into any NCCO. */
  claimsHandedOut: boolean;
}

export function parseKeysWebhook(request: Request): KeysWebhook {
  const payload = voicePayload(request);
  const parameters = query(request);
  return {
    callId: callIdOf(payload),
    parties: partiesIn(payload),
    keys: keysIn(payload),
    claimsHandedOut: parameters.has('attempt') || parameters.has('mac'),
  };
}

const SILENCE: Keys = { digits: '', timedOut: true };
const MAX_JSON_LENGTH = 2_048;

/**
 * The keys in an input webhook: today's `dtmf: {digits, timed_out}`, its JSON by GET, or the bare digits of old. Digits
 * that came with a time-out count: the caller pressed a key and waited. Anything else is silence.
 */
export function keysIn(payload: unknown): Keys {
  const dtmf = own(payload, 'dtmf');
  const bare = digitsOf(dtmf);
  if (bare !== undefined) return { digits: bare, timedOut: false };
  const input = typeof dtmf === 'string' ? parsed(dtmf) : dtmf;
  const digits = digitsOf(own(input, 'digits'));
  const timedOut = own(input, 'timed_out');
  return digits === undefined ? SILENCE : { digits, timedOut: timedOut === true || timedOut === 'true' };
}

function digitsOf(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^[0-9*#]{1,20}$/.test(text) ? text : undefined;
}

function parsed(json: string): unknown {
  if (json.length > MAX_JSON_LENGTH) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
