import { createHash, createHmac } from 'node:crypto';
import { equal } from '../../http/constant-time.ts';
import { AUTHENTIC, type Verification, type Rejected, isFresh, rejected } from './reasons.ts';

/** As the account's dashboard names them: `md5hash` hashes text and secret, the others are HMACs. */
export type SignatureMethod = 'md5hash' | 'md5' | 'sha1' | 'sha256' | 'sha512';

export interface SignatureSecret {
  secret: string;
  method: SignatureMethod;
}

/**
 * The parameters as they came: of the query, of a form, or the object of a JSON body. URLSearchParams keep repeated
 * parameters.
 */
export type SmsParams = URLSearchParams | Readonly<Record<string, unknown>>;

type Pair = readonly [name: string, value: string];

/** The upper-case hex signature of the parameters without their `sig`. */
export function signatureOf(
  params: Readonly<Record<string, string>>,
  { secret, method }: SignatureSecret,
): string {
  return sign(Object.entries(params), { secret, method }).toUpperCase();
}

/**
 * Verifies `sig` and `timestamp` of an SMS webhook. Sources disagree about blank values, some sign them and some leave
 * them out: either signature is accepted.
 */
export function verifySignature(
  params: SmsParams,
  { secret, method, now }: SignatureSecret & { /** Milliseconds. */ now: number },
): Verification {
  if (secret === '') return rejected('no-secret');
  const pairs = pairsOf(params);
  if (!isPairs(pairs)) return pairs;
  const given = valueOf(pairs, 'sig');
  if (given === '') return rejected('missing-signature');

  const readings = [pairs, pairs.filter(([, value]) => value.trim() !== '')];
  const matches = readings.map((reading) => equal(given.toLowerCase(), sign(reading, { secret, method })));
  if (!matches.includes(true)) return rejected('signature-mismatch');

  const timestamp = valueOf(pairs, 'timestamp');
  if (timestamp === '') return rejected('missing-timestamp');
  if (!/^[0-9]{1,12}$/.test(timestamp)) return rejected('malformed-timestamp');
  return isFresh(Number(timestamp), now) ? AUTHENTIC : rejected('stale-timestamp');
}

function sign(pairs: readonly Pair[], { secret, method }: SignatureSecret): string {
  const signed = pairs
    .filter(([name]) => name !== 'sig')
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `&${name}=${value.replace(/[&=]/g, '_')}`)
    .join('');
  return method === 'md5hash'
    ? createHash('md5')
        .update(signed + secret, 'utf8')
        .digest('hex')
    : createHmac(method, secret).update(signed, 'utf8').digest('hex');
}

/** Every parameter once, as text; a number of a JSON body is its digits, null is blank. */
function pairsOf(params: SmsParams): Pair[] | Rejected {
  const entries: Iterable<[string, unknown]> =
    params instanceof URLSearchParams ? params.entries() : Object.entries(params);
  const pairs: Pair[] = [];
  const seen = new Set<string>();
  for (const [name, value] of entries) {
    if (seen.has(name) || Array.isArray(value)) return rejected('repeated-parameter');
    // "&a=b" signed as one name "a=b&c" and as two parameters reads the same.
    if (/[&=]/.test(name)) return rejected('malformed-parameter');
    const text = textOf(value);
    if (text === undefined) return rejected('nested-parameter');
    seen.add(name);
    pairs.push([name, text]);
  }
  return pairs;
}

const isPairs = (pairs: Pair[] | Rejected): pairs is Pair[] => Array.isArray(pairs);

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === null || value === undefined ? '' : undefined;
}

const valueOf = (pairs: readonly Pair[], name: string): string =>
  pairs.find(([known]) => known === name)?.[1] ?? '';
