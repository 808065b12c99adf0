import { describe, expect, test } from '@jest/globals';
import { checkNcco } from '../../../../desk/ncco/check.ts';
import { PRESETS, apology, connectTo, refusedDial } from '../../../../desk/calls/presets.ts';

const REASONS = [
  'missing',
  'not-a-number',
  'short-number',
  'own-number',
  'premium-rate',
  'country-not-allowed',
] as const;

describe('the presets of the tutorial, word for word', () => {
  test('inbound call', () => {
    expect(PRESETS['inbound-call']).toEqual([
      { action: 'talk', text: 'Thank you for calling Jane' },
      { action: 'connect', endpoint: [{ type: 'app', user: 'Jane' }] },
    ]);
  });

  test('outbound call', () => {
    expect(PRESETS['outbound-call']).toEqual([
      { action: 'talk', text: 'Please wait while we connect you.' },
      {
        action: 'connect',
        timeout: 20,
        from: 'YOUR_NEXMO_NUMBER',
        endpoint: [{ type: 'phone', number: 'PARAMS_TO' }],
      },
    ]);
  });

  test("IVR, with the type that today's API requires", () => {
    expect(PRESETS.ivr).toEqual([
      { action: 'talk', text: 'Thank you for calling my contact center.' },
      { action: 'talk', text: 'To talk to Jane, please press 1, or, to talk to Joe, press 2.' },
      { action: 'input', type: ['dtmf'], eventUrl: ['DTMF_URL'] },
    ]);
  });

  test.each(['Jane', 'Joe'])('DTMF connects to %s', (agent) => {
    expect(connectTo(agent)).toEqual([
      { action: 'talk', text: `Please wait while we connect you to ${agent}` },
      { action: 'connect', endpoint: [{ type: 'app', user: agent }] },
    ]);
  });
});

test.each<[string, unknown]>([
  ...Object.entries(PRESETS),
  ...[undefined, 'en', 'en-GB', 'ja', 'zh', 'zh-TW', 'fr-FR'].flatMap((language): [string, unknown][] => [
    [`connectTo in ${language}`, connectTo('Jane', language)],
    [`apology in ${language}`, apology(language)],
    ...REASONS.map((reason): [string, unknown] => [
      `${reason} in ${language}`,
      refusedDial(reason, language),
    ]),
  ]),
])('%s is a right NCCO without a warning', (_name, ncco) => {
  expect(checkNcco(ncco)).toEqual({ ncco, warnings: [] });
});

describe('what the desk says itself', () => {
  test('the apology and the refusal only talk', () => {
    for (const ncco of [apology(), ...REASONS.map((reason) => refusedDial(reason))])
      expect(ncco.map(({ action }) => action)).toEqual(['talk']);
    expect(refusedDial('missing')[0]).toMatchObject({
      text: expect.stringMatching(/^The number you dialled/),
    });
  });

  test.each([
    ['ja', 'ja-JP'],
    ['ja-JP', 'ja-JP'],
    ['zh', 'cmn-CN'],
    ['zh-CN', 'cmn-CN'],
    ['zh-TW', 'cmn-TW'],
    ['en', 'en-US'],
    ['en-AU', 'en-AU'],
  ])('%s is spoken by %s', (language, voice) => {
    expect(connectTo('Jane', language)[0]).toMatchObject({
      language: voice,
      text: expect.stringContaining('Jane'),
    });
  });
});
