import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { choose, Exchange, item, lastLeg, spoken, wrongs } from '../../e2e/tutorial-3-calls.ts';
import { NUMBERS, TestDesk } from '../../desk/desk.ts';

let desk: TestDesk;
let line: Exchange;
beforeAll(async () => {
  desk = await TestDesk.open();
  line = new Exchange(desk);
});
afterAll(() => desk.close());

const NCCO = [
  { action: 'talk', text: 'Calling PARAMS_TO' },
  { action: 'connect', from: 'YOUR_NEXMO_NUMBER', endpoint: [{ type: 'phone', number: 'PARAMS_TO' }] },
];

/** Dials from Jane's app, expects nobody's phone to ring, and tells what she heard and what the log says of it. */
async function refused(to: string): Promise<{ heard: string; reason: string }> {
  const before = desk.events.length;
  const call = await line.app('Jane', to);
  expect(call).toMatchObject({ state: 'completed', legs: [] });
  expect(wrongs(call)).toEqual([]);
  const [heard = '', ...more] = spoken(call);
  expect(more).toEqual([]);
  const lines = desk.events
    .slice(before)
    .flatMap((event) => (event.kind === 'log' && event.line.includes('"dial-') ? [event.line] : []));
  expect(lines).toHaveLength(1);
  const { reason, level, number } = JSON.parse(lines[0] ?? '') as Record<string, string>;
  expect(level).toBe('warn');
  if (number !== undefined) expect(number).toMatch(/^…\d{4}$/);
  return { heard, reason: reason ?? '' };
}

describe.each(['outbound-call', 'custom'])('an agent dials, and %s answers', (preset) => {
  beforeAll(async () => {
    await desk.configure({ ...(await item(desk, 'custom')), name: 'custom', ncco: NCCO });
    await choose(desk, 'inbound-call', preset);
  });

  test('a customer: called from the business’s number', async () => {
    const call = await line.app('Jane', '+44 (0)7700 900-123');
    expect(lastLeg(call)).toMatchObject({ kind: 'phone', number: '447700900123', state: 'ringing' });
    expect(call.log.find(({ action }) => action === 'connect')).toMatchObject({ from: NUMBERS.voice });
    await line.hangUp(call);
  });

  test.each([
    ['112', 'dial-short-number', /emergency/],
    ['999', 'dial-short-number', /emergency/],
    ['+44 118 118', 'dial-not-a-number', /not a phone number/],
    ['+44 909 879 0000', 'dial-premium-rate', /cost extra/],
    ['+1 900 555 1234', 'dial-premium-rate', /cost extra/],
    ['+1 876 555 1234', 'dial-country-not-allowed', /country/],
    ['+881 612 345 678', 'dial-country-not-allowed', /country/],
    [NUMBERS.support, 'dial-own-number', /our own number/],
    [`+${NUMBERS.delivery}`, 'dial-own-number', /our own number/],
    ['reception', 'dial-not-a-number', /not a phone number/],
  ])('%s: %s, said aloud, and no phone rings', async (to, reason, sentence) => {
    expect(await refused(to)).toEqual({ heard: expect.stringMatching(sentence), reason });
  });
});

describe('what ops set', () => {
  const setting = async (more: object, work: () => Promise<void>): Promise<void> => {
    const settings = await item(desk, 'settings');
    await desk.configure({ ...settings, name: 'settings', ...more });
    try {
      await work();
    } finally {
      await desk.configure({ ...settings, name: 'settings' });
    }
  };
  const rings = async (to: string): Promise<void> => {
    const call = await line.app('Joe', to);
    expect(lastLeg(call)).toMatchObject({ kind: 'phone', state: 'ringing' });
    await line.hangUp(call);
  };

  test('the countries that may be called, apart from those of texts', () =>
    setting({ dial: { countries: ['JM'] } }, async () => {
      await rings('+1 876 555 1234');
      expect((await refused('+44 7700 900123')).reason).toBe('dial-country-not-allowed');
    }));

  test('that numbers may cost extra', () =>
    setting({ dial: { allowPremium: true } }, async () => {
      await rings('+44 909 879 0000');
      expect((await refused('+1 876 555 1234')).reason).toBe('dial-country-not-allowed');
    }));

  test('what is no such setting leaves the one that holds at first', () =>
    setting({ dial: { countries: 'GB', allowPremium: 'yes' } }, async () => {
      await rings('+44 7700 900123');
      expect((await refused('+44 909 879 0000')).reason).toBe('dial-premium-rate');
    }));

  test('the language in which it is refused', () =>
    setting({ language: 'ja' }, async () => {
      expect((await refused('112')).heard).toMatch(/緊急/);
    }));
});

test('while the table is down the policy that was read last holds', async () => {
  await desk.advance(10_000);
  await desk.withCloudFault({ dynamodb: { down: true } }, async () => {
    expect((await refused('+44 909 879 0000')).reason).toBe('dial-premium-rate');
    expect((await refused(NUMBERS.support)).reason).toBe('dial-own-number');
  });
});
