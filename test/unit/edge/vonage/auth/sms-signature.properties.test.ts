import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createHash, createHmac } from 'node:crypto';
import { type SignatureMethod, verifySignature } from '../../../../../edge/vonage/auth/sms-signature.ts';

/* What Vonage signed is right, and nothing else: for any parameters, names and values as wild as they come. */

const METHODS: SignatureMethod[] = ['md5hash', 'md5', 'sha1', 'sha256', 'sha512'];
const signedAt = 1_385_047_698;
const now = signedAt * 1_000;

type Pairs = [name: string, value: string][];

/** Vonage's signature, made here from its documentation in a way of its own: the product's is not asked. */
function sign(pairs: Pairs, method: SignatureMethod, secret: string): string {
  const sorted = [...pairs].sort(([a], [b]) => Number(a > b) - Number(a < b));
  const bytes = Buffer.concat(
    sorted.flatMap(([name, value]) => [
      Buffer.from(`&${name}=`),
      Buffer.from(value.split(/[&=]/).join('_'), 'utf8'),
    ]),
  );
  return method === 'md5hash'
    ? createHash('md5').update(bytes).update(secret).digest('hex')
    : createHmac(method, secret).update(bytes).digest('hex');
}

const verify = (pairs: Pairs, sig: string, method: SignatureMethod, secret: string): boolean =>
  verifySignature(Object.fromEntries([...pairs, ['sig', sig]]), { secret, method, now }).ok;

const isBlank = (value: string): boolean => value.trim() === '';

const name = fc
  .oneof(
    fc.constantFrom('msisdn', 'to', 'text', 'messageId', 'message-timestamp', 'concat', '__proto__', '0'),
    fc.string({ minLength: 1, unit: 'grapheme' }),
  )
  .filter((text) => !/[&=]/.test(text) && text !== 'sig' && text !== 'timestamp');
const value = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('&', '=', '_', ' ', '+', '%', 'a', '日', '🙂') }),
);
const pairs = fc
  .uniqueArray(fc.tuple(name, value), { selector: ([key]) => key, minLength: 1, maxLength: 8 })
  .map((some): Pairs => [...some, ['timestamp', String(signedAt)]]);
const secret = fc.string({ minLength: 1, unit: 'grapheme-ascii' });
const method = fc.constantFrom(...METHODS);

/** Two values that differ in `&`, `=` and `_` only are one value to the vendor's algorithm. */
const asSigned = (text: string): string => text.replace(/[&=]/g, '_');

test('what was signed is right: in any order, in either case, as parameters or as a form', () => {
  fc.assert(
    fc.property(
      pairs.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      method,
      secret,
      ([all, shuffled], how, key) => {
        const sig = sign(all, how, key);
        expect(verify(shuffled, sig, how, key)).toBe(true);
        expect(verify(shuffled, sig.toUpperCase(), how, key)).toBe(true);
        const form = new URLSearchParams([['sig', sig], ...shuffled]);
        const isWellFormed = all.every(([, text]) => text.isWellFormed());
        fc.pre(isWellFormed);
        expect(verifySignature(form, { secret: key, method: how, now })).toEqual({ ok: true });
      },
    ),
    { numRuns: 500 },
  );
});

test('signed without its blank values it is right too', () => {
  fc.assert(
    fc.property(pairs, method, secret, (all, how, key) => {
      const sig = sign(
        all.filter(([, text]) => !isBlank(text)),
        how,
        key,
      );
      expect(verify(all, sig, how, key)).toBe(true);
    }),
  );
});

test('one character changed, put in or left out of any value: refused', () => {
  fc.assert(
    fc.property(
      pairs,
      fc.nat(),
      fc.nat(),
      fc.string({ minLength: 0, maxLength: 1, unit: 'grapheme' }),
      fc.boolean(),
      method,
      secret,
      (all, which, where, character, isInserted, how, key) => {
        const at = which % all.length;
        const [changedName, before] = all[at] ?? ['', ''];
        const characters = Array.from(before);
        characters.splice(where % (characters.length + 1), isInserted ? 0 : 1, character);
        const after = characters.join('');
        fc.pre(asSigned(after) !== asSigned(before));
        const changed = all.with(at, [changedName, after]);
        expect(verify(changed, sign(all, how, key), how, key)).toBe(false);
      },
    ),
    { numRuns: 1_000 },
  );
});

test('any parameter left out: refused', () => {
  fc.assert(
    fc.property(pairs, fc.nat(), method, secret, (all, which, how, key) => {
      const left = all.toSpliced(which % all.length, 1);
      expect(verify(left, sign(all, how, key), how, key)).toBe(false);
    }),
  );
});

test('any parameter added that says something: refused', () => {
  fc.assert(
    fc.property(pairs, name, value, method, secret, (all, added, text, how, key) => {
      fc.pre(!isBlank(text) && !all.some(([known]) => known === added));
      expect(verify([...all, [added, text]], sign(all, how, key), how, key)).toBe(false);
    }),
  );
});

test('any parameter renamed: refused', () => {
  fc.assert(
    fc.property(pairs, fc.nat(), name, method, secret, (all, which, renamed, how, key) => {
      fc.pre(!all.some(([known]) => known === renamed));
      const at = which % all.length;
      const after = all.with(at, [renamed, all[at]?.[1] ?? '']);
      expect(verify(after, sign(all, how, key), how, key)).toBe(false);
    }),
  );
});

test('two values exchanged: refused', () => {
  fc.assert(
    fc.property(pairs, fc.nat(), fc.nat(), method, secret, (all, one, other, how, key) => {
      const [a, b] = [one % all.length, other % all.length];
      const first = all[a] ?? ['', ''];
      const second = all[b] ?? ['', ''];
      fc.pre(asSigned(first[1]) !== asSigned(second[1]));
      const after = all.with(a, [first[0], second[1]]).with(b, [second[0], first[1]]);
      expect(verify(after, sign(all, how, key), how, key)).toBe(false);
    }),
  );
});

test('any other secret: refused', () => {
  fc.assert(
    fc.property(pairs, method, secret, secret, (all, how, key, other) => {
      fc.pre(key !== other);
      expect(verify(all, sign(all, how, other), how, key)).toBe(false);
    }),
  );
});

test('any other method: refused', () => {
  fc.assert(
    fc.property(pairs, method, method, secret, (all, how, other, key) => {
      fc.pre(how !== other);
      expect(verify(all, sign(all, other, key), how, key)).toBe(false);
    }),
  );
});

test('any other sig: refused', () => {
  const given = fc.oneof(
    fc.string(),
    ...[32, 40, 64, 128].map((length) =>
      fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length }),
    ),
  );
  fc.assert(
    fc.property(pairs, given, method, secret, (all, sig, how, key) => {
      fc.pre(sig.toLowerCase() !== sign(all, how, key));
      expect(verify(all, sig, how, key)).toBe(false);
    }),
  );
});

test('signed at any other time than within five minutes: refused', () => {
  fc.assert(
    fc.property(pairs, fc.integer({ min: -1_000, max: 1_000 }), method, secret, (all, off, how, key) => {
      const then = [...all.slice(0, -1), ['timestamp', String(signedAt + off)]] as Pairs;
      expect(verify(then, sign(then, how, key), how, key)).toBe(Math.abs(off) <= 300);
    }),
  );
});

test('whatever comes is judged', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.anything()), method, secret, (given, how, key) => {
      expect(verifySignature(given, { secret: key, method: how, now }).ok).toBe(false);
    }),
  );
});
