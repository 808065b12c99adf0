import { own } from '../ncco/findings.ts';

/** What the caller pressed; no digits are silence. */
export interface Keys {
  digits: string;
  timedOut: boolean;
}

const SILENCE: Keys = { digits: '', timedOut: true };
const LONGEST_JSON = 2_048;

/**
 * Reads the input webhook's parameters: today's `dtmf: {digits, timed_out}`, its JSON by GET, or the bare digits of
 * old. Digits that came with a time-out count: the caller pressed a key and waited. Anything else is silence.
 */
export function parseKeys(body: unknown): Keys {
  const dtmf = own(body, 'dtmf');
  const bare = digitsOf(dtmf);
  if (bare !== undefined) return { digits: bare, timedOut: false };
  const today = typeof dtmf === 'string' ? parsed(dtmf) : dtmf;
  const digits = digitsOf(own(today, 'digits'));
  const timedOut = own(today, 'timed_out');
  return digits === undefined ? SILENCE : { digits, timedOut: timedOut === true || timedOut === 'true' };
}

function digitsOf(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^[0-9*#]{1,20}$/.test(text) ? text : undefined;
}

function parsed(json: string): unknown {
  if (json.length > LONGEST_JSON) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
