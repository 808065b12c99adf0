import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chooseAnswer } from '../../../../desk/calls/answer.ts';
import { checkNcco } from '../../../../desk/ncco/check.ts';
import { dialPolicy } from '../../../../desk/calls/dial-policy.ts';
import { PRESETS, refusedDial } from '../../../../desk/calls/presets.ts';
import { DEFAULT_SETTINGS } from '../../../../desk/settings.ts';
import { newCallIn } from '../../../../edge/vonage/voice/answer.ts';

const dtmfUrl = 'https://desk.example/webhooks/dtmf';
const businessNumber = '447700900000';
const incoming = { from: '447700900456', to: businessNumber, uuid: 'u', conversation_uuid: 'CON' };
const outgoing = { from_user: 'Jane', to: '447700900123', uuid: 'u', conversation_uuid: 'CON' };
const items = {
  answer: { name: 'answer', incoming: 'inbound-call', outgoing: 'outbound-call' },
  ...Object.fromEntries(Object.entries(PRESETS).map(([name, ncco]) => [name, { name, ncco }])),
};
const answer = (call: unknown, more: object = {}, lastGood?: Record<string, unknown>) =>
  chooseAnswer({
    config: { items: { ...items, ...more }, ...(lastGood && { lastGood }) },
    call: newCallIn(call),
    dtmfUrl,
    businessNumber,
    dialPolicy: policy,
  });
/** Our own number is British, and texts may go to 43 countries. */
const policy = dialPolicy({ ...DEFAULT_SETTINGS, numbers: { [businessNumber]: { uses: ['voice'] } } });
const used = (name: string) => ({ answer: { incoming: name, outgoing: name } });
const hello = [{ action: 'talk', text: 'Hello' }];

describe('what ops chose', () => {
  test('an incoming call gets the incoming preset', () => {
    expect(answer(incoming)).toEqual({
      ncco: PRESETS['inbound-call'],
      good: PRESETS['inbound-call'],
      direction: 'incoming',
      preset: 'inbound-call',
      source: 'item',
      problems: [],
      warnings: [],
    });
  });

  test('an outgoing call reaches the dialled number from our own', () => {
    expect(answer(outgoing)).toMatchObject({
      direction: 'outgoing',
      dialled: '447700900123',
      ncco: [
        { action: 'talk', text: 'Please wait while we connect you.' },
        {
          action: 'connect',
          timeout: 20,
          from: businessNumber,
          endpoint: [{ type: 'phone', number: '447700900123' }],
        },
      ],
      good: PRESETS['outbound-call'],
      problems: [],
    });
  });

  test.each<[string, object]>([
    ['custom_data by GET', { from_user: 'Jane', custom_data: '{"to":"+44 7700 900123"}' }],
    ['custom_data by POST', { from_user: 'Jane', custom_data: { to: '00447700900123' } }],
    ['a plus at the top', { from_user: 'Jane', to: '+447700900123' }],
  ])('dialled in %s', (_name, call) => {
    expect(answer(call).ncco[1]).toMatchObject({ endpoint: [{ number: '447700900123' }] });
  });

  test('the IVR asks, and its keys go to the DTMF URL', () => {
    expect(answer(incoming, used('ivr')).ncco).toEqual([
      { action: 'talk', text: 'Thank you for calling my contact center.' },
      { action: 'talk', text: 'To talk to Jane, please press 1, or, to talk to Joe, press 2.' },
      { action: 'input', type: ['dtmf'], eventUrl: [dtmfUrl] },
    ]);
  });

  test("the tutorial's IVR, pasted as it was, works with a warning", () => {
    const ncco = [{ action: 'input', eventUrl: ['DTMF_URL'] }];
    expect(answer(incoming, { ...used('ivr'), ivr: { ncco } })).toMatchObject({
      ncco: [{ action: 'input', type: ['dtmf'], eventUrl: [dtmfUrl] }],
      source: 'item',
      problems: [],
      warnings: [{ item: 'ivr', path: '[0].type' }],
    });
  });

  test('a menu with long choices reaches the input; a short one leaves it as ops wrote it', () => {
    const menu = { choices: { '12345': 'Jane' } };
    expect(answer(incoming, { ...used('ivr'), menu }).ncco.at(-1)).toMatchObject({
      dtmf: { maxDigits: 5 },
    });
    const short = { menu: { choices: { '1': 'Jane', '2': 'Joe' }, attempts: 3, otherwise: 'Jane' } };
    expect(answer(incoming, { ...used('ivr'), ...short }).ncco.at(-1)).not.toHaveProperty('dtmf');
  });

  const long = { menu: { choices: { '123456': 'Jane' } } };
  const asking = (eventUrl: string[] | undefined, dtmf?: object) => ({
    night: {
      ncco: [{ action: 'input', type: ['dtmf'], ...(eventUrl && { eventUrl }), ...(dtmf && { dtmf }) }],
    },
  });

  test.each([['DTMF_URL'], ['DTMF_URL?x=1'], [dtmfUrl], [`${dtmfUrl}?x=1`]])(
    'a menu under a name of one’s own whose keys come to %s takes as many as the longest choice',
    (url) => {
      expect(answer(incoming, { ...used('night'), ...long, ...asking([url], { timeOut: 7 }) }).ncco).toEqual([
        {
          action: 'input',
          type: ['dtmf'],
          eventUrl: [url.replace('DTMF_URL', dtmfUrl)],
          dtmf: { timeOut: 7, maxDigits: 6 },
        },
      ]);
    },
  );

  test.each<[string, string[] | undefined, object | undefined]>([
    ['go elsewhere', ['https://shop.example/keys'], undefined],
    ['go elsewhere on the same host', [`${dtmfUrl}/other`], undefined],
    ['go to the event URL', undefined, undefined],
    ['have a limit of their own', ['DTMF_URL'], { maxDigits: 2 }],
  ])('an input whose keys %s is left as ops wrote it', (_name, url, dtmf) => {
    const asked = answer(incoming, { ...used('night'), ...long, ...asking(url, dtmf) }).ncco;
    expect(asked[0]).not.toMatchObject({ dtmf: { maxDigits: 6 } });
  });

  test('a broken menu is told where it counts', () => {
    const menu = { menu: { attempts: 0 } };
    for (const one of [used('ivr'), { ...used('night'), ...asking(['DTMF_URL']) }]) {
      expect(answer(incoming, { ...one, ...menu })).toMatchObject({
        source: 'item',
        problems: [{ item: 'menu', path: 'attempts' }],
      });
    }
    expect(answer(incoming, menu).problems).toEqual([]);
  });

  test('an NCCO as JSON text, under a name of one’s own, with placeholders', () => {
    const ncco = JSON.stringify([{ action: 'talk', text: 'You are PARAMS_FROM and called PARAMS_TO' }]);
    expect(answer(incoming, { ...used('night'), night: { ncco } })).toMatchObject({
      preset: 'night',
      source: 'item',
      ncco: [{ action: 'talk', text: `You are 447700900456 and called ${businessNumber}` }],
    });
  });

  test.each([{ from_user: '' }, { from_user: '  ' }, { from_user: null }, { from_user: ['Jane'] }])(
    'a call whose user is no name comes from outside: %j',
    (call) => {
      expect(answer({ ...incoming, ...call }).direction).toBe('incoming');
    },
  );
});

describe('what an agent dialled is no number', () => {
  test.each([
    {},
    { to: '' },
    { to: 'undefined' },
    { to: '1,2' },
    { to: '447700900123"}],{"action":"connect"' },
    { to: ['447700900123'] },
    { to: '*#06#' },
    { custom_data: 'x' },
  ])('%j: a sentence, never a connect', (dialled) => {
    for (const more of [{}, used('custom'), used('nowhere'), { answer: 7 }]) {
      const { ncco, source } = answer({ from_user: 'Jane', ...dialled }, more);
      expect(source).toBe('refusal');
      expect(ncco.map(({ action }) => action)).toEqual(['talk']);
      expect(ncco[0]).toMatchObject({ text: expect.stringMatching(/^The number you dialled/) });
    }
  });
});

describe('what an agent dialled is not called', () => {
  const callOut = [
    { action: 'talk', text: 'You dialled PARAMS_TO' },
    { action: 'connect', from: 'YOUR_NEXMO_NUMBER', endpoint: [{ type: 'phone', number: 'PARAMS_TO' }] },
  ];
  test.each([
    ['449098790000', 'premium-rate'],
    ['+44 (0)909 879 0000', 'premium-rate'],
    ['18765551234', 'country-not-allowed'],
    ['881612345678', 'country-not-allowed'],
    [businessNumber, 'own-number'],
    ['112', 'short-number'],
    ['44118118', 'national-number'],
    ['(650) 555-0123', 'national-number'],
    ['+44118118', 'not-a-number'],
  ] as const)('%s: %s, by the preset and by an NCCO of the ops’ own', (to, reason) => {
    for (const dialled of [{ to }, { custom_data: { to } }, { custom_data: JSON.stringify({ to }) }]) {
      for (const more of [{}, { ...used('custom'), custom: { ncco: callOut } }, { answer: 7 }]) {
        expect(answer({ from_user: 'Jane', ...dialled }, more)).toMatchObject({
          source: 'refusal',
          refused: reason,
          ncco: refusedDial(reason),
        });
      }
    }
  });

  test('it is refused in the language that it is asked for', () => {
    const { ncco } = chooseAnswer({
      config: { items },
      call: newCallIn({ from_user: 'Jane', to: '112' }),
      dtmfUrl,
      businessNumber,
      dialPolicy: policy,
      language: 'ja',
    });
    expect(ncco).toEqual(refusedDial('short-number', 'ja'));
  });

  test('whatever an agent dials, a phone that rings is one that the policy lets through', () => {
    const to = fc.oneof(
      fc.stringMatching(/^(\+|00)?(44|1|81|49)(9|90|70|84|87)?[0-9]{4,12}$/),
      fc.stringMatching(/^[0-9 +()-]{0,20}$/),
      fc.string(),
    );
    fc.assert(
      fc.property(to, fc.boolean(), (dialled, inside) => {
        const { ncco } = answer(
          { from_user: 'Jane', ...(inside ? { custom_data: { to: dialled } } : { to: dialled }) },
          { ...used('custom'), custom: { ncco: callOut } },
        );
        for (const action of ncco) {
          if (action.action !== 'connect' || action.endpoint[0].type !== 'phone') continue;
          const { number } = action.endpoint[0];
          expect(policy(`+${number}`)).toEqual({ ok: true, number });
          expect(action.from).toBe(businessNumber);
        }
      }),
    );
  });
});

describe('PARAMS_FROM as the number that a phone is shown', () => {
  const endpoint = [{ type: 'phone', number: '447700900123' }];
  const ncco = [{ action: 'connect', from: 'PARAMS_FROM', timeout: '45', endpoint }];
  const mine = { ...used('custom'), custom: { ncco } };

  test("is the caller's", () => {
    expect(answer(incoming, mine)).toMatchObject({
      source: 'item',
      ncco: [{ action: 'connect', from: incoming.from, timeout: 45, endpoint }],
      problems: [],
    });
  });

  test.each<[string, object]>([
    ['hides the number', { to: businessNumber }],
    ['has none', { ...incoming, from: 'Anonymous' }],
    ['is an app', outgoing],
  ])('rings without a number where the caller %s', (_name, call) => {
    expect(answer(call, mine)).toMatchObject({
      source: 'item',
      ncco: [{ action: 'connect', timeout: 45, endpoint }],
      problems: [],
    });
    expect(answer(call, mine).ncco[0]).not.toHaveProperty('from');
  });

  test('a phone rings without from, too', () => {
    const without = [{ action: 'connect', endpoint }];
    expect(answer(incoming, { ...used('custom'), custom: { ncco: without } })).toMatchObject({
      source: 'item',
      ncco: without,
    });
  });
});

test('what is written as text is answered, and kept, as what it means', () => {
  const written = [
    { action: 'talk', text: 'x', loop: '1', bargeIn: 'true' },
    { action: 'input', maxDigits: '2', timeOut: '5', eventUrl: ['DTMF_URL'] },
  ];
  const { ncco, good, problems } = answer(incoming, { ...used('custom'), custom: { ncco: written } });
  const meant = [
    { action: 'talk', text: 'x', loop: 1, bargeIn: true },
    { action: 'input', type: ['dtmf'], dtmf: { maxDigits: 2, timeOut: 5 } },
  ];
  expect(problems).toEqual([]);
  expect(ncco).toMatchObject(meant);
  expect(good).toMatchObject(meant);
});

describe('what is broken never breaks a call', () => {
  test.each<[string, unknown, string]>([
    ['missing', undefined, 'ncco'],
    ['no object', 'inbound-call', 'ncco'],
    ['without an ncco', { name: 'inbound-call' }, 'ncco'],
    ['no JSON', { ncco: '[{"action":"talk",' }, 'ncco'],
    ['no list', { ncco: '{"action":"talk","text":"x"}' }, ''],
    ['no actions', { ncco: [] }, ''],
    ['no NCCO', { ncco: [{ action: 'talk' }] }, '[0].text'],
    ['null', { ncco: null }, ''],
    [
      'nested without end',
      { ncco: `[{"action":"talk","text":"x","y":${'['.repeat(50_000)}${']'.repeat(50_000)}}]` },
      '[0]',
    ],
  ])('the item is %s: the built-in preset answers and the item is told', (_name, item, path) => {
    const { source, ncco, problems, good } = answer(incoming, { 'inbound-call': item });
    expect({ source, ncco, good }).toEqual({
      source: 'built-in',
      ncco: PRESETS['inbound-call'],
      good: undefined,
    });
    expect(problems).toEqual([expect.objectContaining({ item: 'inbound-call' })]);
    expect(problems[0]?.path.startsWith(path)).toBe(true);
  });

  test('the last good version comes before the built-in one', () => {
    const broken = { 'inbound-call': { ncco: [{ action: 'sing' }] } };
    expect(answer(incoming, broken, { 'inbound-call': hello })).toMatchObject({
      source: 'last-good',
      ncco: hello,
    });
    expect(answer(incoming, broken, { 'inbound-call': 'rotten' })).toMatchObject({ source: 'built-in' });
    expect(answer(incoming, {}, { 'inbound-call': hello })).toMatchObject({ source: 'item' });
  });

  test.each([undefined, null, 'x', {}, { incoming: 7 }, { incoming: '' }])(
    'the answer item is %j',
    (item) => {
      expect(answer(incoming, { answer: item })).toMatchObject({
        preset: 'inbound-call',
        source: 'item',
        problems: [{ item: 'answer', path: 'incoming' }],
      });
    },
  );

  test('a preset that nobody wrote', () => {
    expect(answer(incoming, used('nowhere'))).toMatchObject({
      source: 'built-in',
      ncco: PRESETS['inbound-call'],
      problems: [{ item: 'nowhere', path: 'ncco', sentence: 'is missing' }],
    });
    expect(answer(incoming, used('constructor'))).toMatchObject({ source: 'built-in' });
    expect(answer(outgoing, used('nowhere')).ncco[1]).toMatchObject({
      endpoint: [{ number: '447700900123' }],
    });
  });

  test('no configuration at all', () => {
    const none = { config: { items: {} }, dtmfUrl, businessNumber, dialPolicy: policy };
    expect(chooseAnswer({ ...none, call: newCallIn(incoming) }).ncco).toEqual(PRESETS['inbound-call']);
    expect(chooseAnswer({ ...none, call: newCallIn(outgoing) }).ncco[1]).toMatchObject({
      endpoint: [{ number: '447700900123' }],
    });
    expect(chooseAnswer({ ...none, call: newCallIn(undefined) }).ncco).toEqual(PRESETS['inbound-call']);
  });

  test('a broken ivr item is answered by the built-in ivr', () => {
    expect(answer(incoming, { ...used('ivr'), ivr: {} }).ncco.at(-1)).toMatchObject({ action: 'input' });
  });

  test('no DTMF URL to be had: a caller still reaches somebody', () => {
    const choice = {
      config: { items: { ...items, ...used('ivr') } },
      call: newCallIn(incoming),
      dtmfUrl: '',
      businessNumber,
      dialPolicy: policy,
    };
    expect(chooseAnswer(choice)).toMatchObject({ source: 'built-in', ncco: PRESETS['inbound-call'] });
  });

  test('no business number to be had: an agent hears an apology, not a dead line', () => {
    const choice = {
      config: { items },
      call: newCallIn(outgoing),
      dtmfUrl,
      businessNumber: '',
      dialPolicy: policy,
    };
    const { source, ncco } = chooseAnswer(choice);
    expect(source).toBe('apology');
    expect(ncco.map(({ action }) => action)).toEqual(['talk']);
  });

  test('the business number may be written as people do', () => {
    const choice = {
      config: { items },
      call: newCallIn(outgoing),
      dtmfUrl,
      businessNumber: '+44 7700 900000',
      dialPolicy: policy,
    };
    expect(chooseAnswer(choice).ncco[1]).toMatchObject({ from: businessNumber });
  });

  test.each(['PARAMS_TO', 'YOUR_VONAGE_NUMBER', businessNumber])(
    'an incoming call is never connected to the number it came in on (%s)',
    (number) => {
      const ncco = [{ action: 'connect', endpoint: [{ type: 'phone', number }] }];
      expect(answer(incoming, { ...used('custom'), custom: { ncco } })).toMatchObject({
        source: 'built-in',
        problems: [{ item: 'custom', path: '[0].endpoint[0].number' }],
      });
    },
  );

  test('an item with a thousand problems does not flood the log', () => {
    const ncco = Array.from({ length: 1_000 }, () => ({ action: 'sing' }));
    expect(answer(incoming, { 'inbound-call': { ncco } }).problems.length).toBeLessThanOrEqual(25);
  });
});

test('whatever stands in the configuration and whatever a call says, the answer is an NCCO that works', () => {
  const any = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withSparseArray: true,
    withNullPrototype: true,
  });
  const names = fc.constantFrom(
    'inbound-call',
    'outbound-call',
    'ivr',
    'custom',
    'mine',
    '__proto__',
    'toString',
  );
  const ncco = fc.oneof(any, fc.string(), fc.json(), fc.constantFrom<unknown>(...Object.values(PRESETS)));
  const item = fc.oneof(any, fc.record({ ncco }));
  const config = fc.record({
    items: fc.oneof(
      fc.dictionary(names, item),
      fc.record({
        answer: fc.oneof(any, fc.record({ incoming: names, outgoing: names })),
        menu: any,
        ivr: item,
        mine: item,
        'outbound-call': item,
      }),
    ),
    lastGood: fc.dictionary(names, any),
  });
  const call = fc.oneof(
    any,
    fc.record(
      {
        from: any,
        from_user: fc.oneof(fc.constant('Jane'), any),
        to: fc.oneof(fc.constant('447700900123'), any),
        custom_data: fc.oneof(any, fc.json()),
      },
      { requiredKeys: [] },
    ),
  );
  const text = fc.oneof(fc.constantFrom(dtmfUrl, businessNumber), fc.string());
  fc.assert(
    fc.property(config, call, text, text, (given, called, url, number) => {
      const { ncco } = chooseAnswer({
        config: given,
        call: newCallIn(called),
        dtmfUrl: url,
        businessNumber: number,
        dialPolicy: policy,
      });
      expect(checkNcco(JSON.parse(JSON.stringify(ncco)), { placeholders: false })).toHaveProperty('ncco');
    }),
    { numRuns: 1_000 },
  );
});

test('no value of a call adds, removes or changes an action', () => {
  const ncco = [
    { action: 'talk', text: 'PARAMS_FROM to PARAMS_TO' },
    {
      action: 'connect',
      from: 'YOUR_NEXMO_NUMBER',
      endpoint: [{ type: 'app', user: 'Jane' }],
      eventUrl: ['DTMF_URL'],
    },
  ];
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('to', 'from', 'custom_data', 'uuid', 'PARAMS_TO'), fc.string()),
      (call) => {
        const { ncco: answered } = answer(call, { ...used('custom'), custom: { ncco } });
        expect(answered).toEqual([
          { action: 'talk', text: expect.any(String) },
          { ...ncco[1], from: businessNumber, eventUrl: [dtmfUrl] },
        ]);
      },
    ),
  );
});
