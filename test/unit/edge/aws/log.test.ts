import { afterEach, beforeEach, describe as group, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { describe, log, mask } from '../../../../edge/aws/log.ts';

let lines: string[];
beforeEach(() => {
  lines = [];
  process.env['STACK'] = 'Frontdesk';
  jest.spyOn(console, 'log').mockImplementation((line: unknown) => void lines.push(String(line)));
});
afterEach(() => void jest.restoreAllMocks());

group('a log line', () => {
  test('is one line of JSON with its level and reason', () => {
    log('warn', 'send-throttled', { status: '1', ok: false, ms: 12, route: 'POST /support\nforged' });
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('\n');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'warn',
      reason: 'send-throttled',
      status: '1',
      ok: false,
      ms: 12,
    });
  });

  test('shows no whole number, as text or as a number, wherever it stands', () => {
    log('info', 'x', {
      from: '447700900001',
      sentence: 'from +447700900001 to 441632960960.',
      number: 447700900001,
      negative: -447700900001,
    });
    expect(lines[0]).not.toMatch(/\d{7}/);
    expect(lines[0]).toContain('0001');
  });

  test('shows no run of seven digits, whatever is written', () => {
    const value = fc.oneof(
      fc.stringMatching(/^[\d a-z]{0,60}$/),
      fc.bigInt({ min: 0n }).map(String),
      fc.integer(),
      fc.double(),
    );
    fc.assert(
      fc.property(value, (written) => {
        lines = [];
        log('info', 'x', { written });
        expect(lines[0]).not.toMatch(/\d{7}/);
      }),
    );
  });

  test.each([
    ['warn', 'warnings'],
    ['error', 'errors'],
  ] as const)('of level %s counts once under its reason, by the embedded metric format', (level, metric) => {
    jest.spyOn(Date, 'now').mockReturnValue(1_790_000_000_000);
    log(level, 'send-throttled', { route: 'POST /support' });
    const line = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
    expect(line).toMatchObject({
      level,
      reason: 'send-throttled',
      route: 'POST /support',
      stack: 'Frontdesk',
      [metric]: 1,
    });
    expect(Object.keys(line).at(-1)).toBe('_aws');
    expect(line['_aws']).toEqual({
      Timestamp: 1_790_000_000_000,
      CloudWatchMetrics: [
        {
          Namespace: 'frontdesk',
          Dimensions: [['stack', 'reason']],
          Metrics: [{ Name: metric, Unit: 'Count' }],
        },
      ],
    });
  });

  test.each(['warn', 'error'] as const)(
    'of level %s counts the same whatever its fields are called',
    (level) => {
      log(level, 'x', { reason: 'forged', _aws: 'forged', warnings: 7, errors: 7, level: 'info' });
      const line = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
      expect(line).toMatchObject({ level, reason: 'x', _aws: { CloudWatchMetrics: [expect.anything()] } });
      expect(line[level === 'warn' ? 'warnings' : 'errors']).toBe(1);
    },
  );

  test.each(['warn', 'error'] as const)('of level %s shows no whole number beside the moment', (level) => {
    log(level, 'x', { from: '447700900001', number: 447700900001 });
    expect((lines[0] ?? '').replace(/"Timestamp":\d+/, '')).not.toMatch(/\d{7}/);
  });

  test('of level info counts nothing', () => {
    log('info', 'swept', { due: 2 });
    expect(Object.keys(JSON.parse(lines[0] ?? '') as object).sort()).toEqual([
      'due',
      'level',
      'reason',
      'stack',
    ]);
  });

  test('keeps what is short enough to tell nothing', () => {
    expect(mask('ticket 1042 at 12:30, status 503, 123456')).toBe('ticket 1042 at 12:30, status 503, 123456');
  });
});

group('an error', () => {
  test('is told by its name and its cause’s, never by what it carries', () => {
    const told = JSON.stringify(
      describe(
        Object.assign(new TypeError('secret', { cause: new RangeError('secret') }), { config: 'secret' }),
      ),
    );
    expect(told).toContain('TypeError');
    expect(told).toContain('RangeError');
    expect(told).not.toContain('secret');
  });

  test.each([['secret'], [7], [null], [undefined], [{ secret: 'secret' }], [Symbol('secret')]])(
    'that is none is told by its type',
    (thrown) => {
      expect(JSON.stringify(describe(thrown))).not.toContain('secret');
    },
  );
});
