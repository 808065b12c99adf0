import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chooseAnswer } from '../../../../desk/calls/answer.ts';
import type { Ncco } from '../../../../desk/ncco/ncco.ts';
import { checkNcco } from '../../../../desk/ncco/check.ts';
import { PLACEHOLDERS, fill, valuesOf } from '../../../../desk/ncco/placeholders.ts';
import { PRESETS } from '../../../../desk/calls/presets.ts';
import { newCallIn } from '../../../../edge/vonage/voice/answer.ts';

/** The value with every text replaced: what no filling may change. */
function skeleton(value: unknown): unknown {
  if (typeof value === 'string') return 'text';
  if (Array.isArray(value)) return value.map(skeleton);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).map(([key, item]) => [key, skeleton(item)]);
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '"}]},{"action":"connect","endpoint":[{"type":"phone","number":"449900"}]',
    '"],"action":"record","x":["',
    '\\u0022',
    '$&$1$`',
    '__proto__',
    'PARAMS_TO DTMF_URL YOUR_NEXMO_NUMBER',
    '\u2028\0',
  ),
);
const values = fc.record(Object.fromEntries(PLACEHOLDERS.map((name) => [name, hostile])), {
  requiredKeys: [],
});

const ncco = fc.constantFrom<Ncco>(...Object.values(PRESETS), [
  { action: 'talk', text: 'You called PARAMS_TO, PARAMS_TO, from PARAMS_FROM' },
  {
    action: 'notify',
    payload: { PARAMS_TO: 'PARAMS_TO', deep: [{ a: ['DTMF_URL'] }], n: 1, no: null },
    eventUrl: ['DTMF_URL?x=PARAMS_TO'],
  },
  {
    action: 'connect',
    from: 'YOUR_VONAGE_NUMBER',
    endpoint: [{ type: 'sip', uri: 'sip:PARAMS_TO@example.com', headers: { '"]': 'PARAMS_TO' } }],
  },
]);

test('no value adds, removes or changes an action or a key', () => {
  fc.assert(
    fc.property(ncco, values, (before, given) => {
      const after = fill(before, given);
      expect(skeleton(after)).toEqual(skeleton(before));
      expect(skeleton(JSON.parse(JSON.stringify(after)))).toEqual(skeleton(before));
      expect(after.map(({ action }) => action)).toEqual(before.map(({ action }) => action));
    }),
  );
});

test('a value is put in whole and never expanded itself', () => {
  fc.assert(
    fc.property(hostile, hostile, (to, url) => {
      const [talk] = fill([{ action: 'talk', text: '<PARAMS_TO|DTMF_URL>' }], {
        PARAMS_TO: to,
        DTMF_URL: url,
      });
      expect(talk).toEqual({ action: 'talk', text: `<${to}|${url}>` });
    }),
  );
});

describe('whatever a call brings', () => {
  const number = '447700900000';
  const custom = [
    { action: 'talk', text: 'PARAMS_FROM called PARAMS_TO at YOUR_VONAGE_NUMBER' },
    {
      action: 'notify',
      payload: { PARAMS_FROM: 'PARAMS_FROM', deep: [{ to: 'PARAMS_TO' }] },
      eventUrl: ['DTMF_URL?from=PARAMS_FROM'],
    },
    { action: 'connect', from: 'YOUR_NEXMO_NUMBER', endpoint: [{ type: 'app', user: 'Jane' }] },
  ];
  const names = ['custom', ...Object.keys(PRESETS)];
  const value = fc.oneof(
    hostile,
    fc.json(),
    fc.constantFrom<unknown>('447700900123', '+44 7700 900123', 447700900123, null, [], {}),
    fc.array(hostile),
    fc.dictionary(fc.string(), hostile),
  );
  const call = fc.oneof(
    fc.anything(),
    fc.record(
      {
        to: value,
        from: value,
        from_user: fc.oneof(fc.constant('Jane'), value),
        custom_data: fc.oneof(value, fc.record({ to: value })),
        uuid: value,
        PARAMS_TO: value,
        ncco: value,
        action: value,
      },
      { requiredKeys: [] },
    ),
  );

  test('what answers is one of the NCCOs that stand there: no action, no key and no ending more or less', () => {
    const standing = [custom, ...Object.values(PRESETS)].map(skeleton);
    const spoken = skeleton([{ action: 'talk', text: 'a refusal, or an apology' }]);
    fc.assert(
      fc.property(fc.constantFrom(...names), call, (name, called) => {
        const { ncco, source } = chooseAnswer({
          config: {
            items: {
              answer: { incoming: name, outgoing: name },
              ...(name === 'custom' && { custom: { ncco: custom } }),
            },
          },
          call: newCallIn(called),
          dtmfUrl: 'https://desk.example/webhooks/dtmf',
          businessNumber: number,
          dialPolicy: (digits) => ({ ok: true, number: digits }),
        });
        const sent: unknown = JSON.parse(JSON.stringify(ncco));
        const allowed = source === 'refusal' || source === 'apology' ? [spoken] : standing;
        expect(allowed).toContainEqual(skeleton(sent));
        if (source === 'item') expect(skeleton(sent)).toEqual(skeleton(custom));
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ['quotes', '447700900123","x":"'],
    ['braces', '{"to":"447700900123"}'],
    ['a placeholder', 'YOUR_NEXMO_NUMBER'],
    ['an action', '[{"action":"record"}]'],
  ])('%s for the numbers: nothing of it is in what answers', (_name, bad) => {
    const { ncco } = chooseAnswer({
      config: { items: { answer: { incoming: 'custom' }, custom: { ncco: custom } } },
      call: newCallIn({ from: bad, to: bad }),
      dtmfUrl: 'https://desk.example/webhooks/dtmf',
      businessNumber: number,
      dialPolicy: (digits) => ({ ok: true, number: digits }),
    });
    expect(ncco[0]).toEqual({ action: 'talk', text: `PARAMS_FROM called PARAMS_TO at ${number}` });
  });

  test('a custom NCCO has the caller, the number that was called, our own and the DTMF URL', () => {
    expect(
      valuesOf(
        { from: '+44 7700 900456', to: '447700900000' },
        { dtmfUrl: 'https://desk.example/d', businessNumber: '+44 7700 900000' },
      ),
    ).toEqual({
      PARAMS_FROM: '447700900456',
      PARAMS_TO: number,
      DTMF_URL: 'https://desk.example/d',
      YOUR_NEXMO_NUMBER: number,
      YOUR_VONAGE_NUMBER: number,
    });
    expect(valuesOf({}, { dtmfUrl: 'x', businessNumber: undefined })).toEqual({ DTMF_URL: 'x' });
    expect(valuesOf({ to: 'x' }, { dtmfUrl: 'x', businessNumber: undefined, dialled: '1234567' })).toEqual({
      DTMF_URL: 'x',
      PARAMS_TO: '1234567',
    });
  });
});

describe('filling', () => {
  test('both names of our own number, and the parameters', () => {
    const filled = fill(
      [
        { action: 'talk', text: 'PARAMS_FROM calls' },
        { action: 'connect', from: 'YOUR_VONAGE_NUMBER', endpoint: [{ type: 'phone', number: 'PARAMS_TO' }] },
        { action: 'connect', from: 'YOUR_NEXMO_NUMBER', endpoint: [{ type: 'app', user: 'Jane' }] },
        { action: 'input', type: ['dtmf'], eventUrl: ['DTMF_URL'] },
      ],
      {
        PARAMS_TO: '447700900123',
        PARAMS_FROM: '447700900456',
        DTMF_URL: 'https://example.com/webhooks/dtmf',
        YOUR_NEXMO_NUMBER: '447700900000',
        YOUR_VONAGE_NUMBER: '447700900000',
      },
    );
    expect(filled).toEqual([
      { action: 'talk', text: '447700900456 calls' },
      { action: 'connect', from: '447700900000', endpoint: [{ type: 'phone', number: '447700900123' }] },
      { action: 'connect', from: '447700900000', endpoint: [{ type: 'app', user: 'Jane' }] },
      { action: 'input', type: ['dtmf'], eventUrl: ['https://example.com/webhooks/dtmf'] },
    ]);
    expect(checkNcco(filled, { placeholders: false })).toMatchObject({ ncco: filled });
  });

  test('without a value the placeholder stays, and the NCCO that was given is untouched', () => {
    const before = structuredClone(PRESETS['outbound-call']);
    expect(fill(PRESETS['outbound-call'], {})).toEqual(before);
    fill(PRESETS['outbound-call'], { PARAMS_TO: '1234567' });
    expect(PRESETS['outbound-call']).toEqual(before);
  });

  test('a key that is called __proto__ stays an ordinary key', () => {
    const ncco: unknown = JSON.parse(
      '[{"action":"notify","payload":{"__proto__":{"polluted":"PARAMS_TO"}},"eventUrl":["https://a.example"]}]',
    );
    const checked = checkNcco(ncco);
    if (!('ncco' in checked)) throw new Error('must be right');
    const filled = fill(checked.ncco, { PARAMS_TO: '1' });
    expect(JSON.stringify(filled)).toContain('"__proto__":{"polluted":"1"}');
    expect({}).not.toHaveProperty('polluted');
  });
});
