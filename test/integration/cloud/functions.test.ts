import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { changed, find, synthesize } from '../../fixtures/cloud/assembly.ts';
import { ofKind, run, type Running, until } from '../../fixtures/cloud/running.ts';

interface Behaviour {
  result: unknown;
  boot: string;
  invocations: number;
  context: { remaining: number; functionName: string; memory: string; requestId: string; arn: string };
}

const INTERNAL = { status: 500, body: { message: 'Internal Server Error' } };

let assembly: string;
let running: Running;

beforeAll(async () => {
  assembly = await synthesize();
  // Twenty at once have room, however small the machine is.
  running = await run(assembly, { capacity: { environments: 24 } });
});
afterAll(() => running.stop());
beforeEach(() => {
  running.events.length = 0;
});

const call = async (what: string, url = running.cloud.apiUrl): Promise<{ status: number; body: unknown }> => {
  const answer = await fetch(`${url}/behave/${what}`, { method: 'POST' });
  return { status: answer.status, body: await answer.json() };
};

const behave = async (what: string): Promise<Behaviour> => {
  const { status, body } = await call(what);
  expect(status).toBe(200);
  return body as Behaviour;
};

describe('environments', () => {
  test('one is used again, with its memory of earlier invocations', async () => {
    const first = await behave('print');
    const second = await behave('print');
    expect(second).toMatchObject({ boot: first.boot, invocations: first.invocations + 1 });
  });

  /** Invocations that all wait for the clock to jump: they overlap however slow the machine is. */
  const overlapping = async (on: Running, count: number, inside: number) => {
    on.events.length = 0;
    const answers = Array.from({ length: count }, () => call('jump', on.cloud.apiUrl));
    const waiting = () => ofKind(on.events, 'log').filter(({ line }) => line === 'waiting for the jump');
    const refused = () => ofKind(on.events, 'response');
    await until(() => waiting().length === inside && refused().length === count - inside);
    await on.clock.advance(6_000);
    return Promise.all(answers);
  };
  const bootsOf = (answers: { body: unknown }[]) => answers.map(({ body }) => (body as Behaviour).boot);

  test('twenty invocations at once run in twenty environments, which are used again', async () => {
    const first = bootsOf(await overlapping(running, 20, 20));
    const second = bootsOf(await overlapping(running, 20, 20));
    expect(new Set(first).size).toBe(20);
    expect(new Set(second)).toEqual(new Set(first));
  });

  test('beyond the limit that the template reserves, invocations are throttled', async () => {
    const small = await run(
      await changed(assembly, (template) => {
        const id = find(template, 'AWS::Lambda::Function', 'Behave');
        Object.assign(template.Resources[id]?.Properties ?? {}, { ReservedConcurrentExecutions: 2 });
      }),
    );
    try {
      const answers = await overlapping(small, 5, 2);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
      expect(answers).toContainEqual({ status: 503, body: { message: 'Service Unavailable' } });
    } finally {
      await small.stop();
    }
  });

  test('nothing runs between invocations', async () => {
    const { boot } = await behave('tick');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const later = await behave('ticks');
    if (later.boot === boot) expect(later.result).toBeLessThan(10);
  });

  test('variables are the template’s and Lambda’s, and nothing of this machine', async () => {
    process.env['OF_THIS_MACHINE'] = 'secret';
    const fresh = await run(assembly);
    try {
      const { body } = await call('variables', fresh.cloud.apiUrl);
      const { result } = body as { result: Record<string, string> };
      expect(result).toMatchObject({
        MODE: 'fixture',
        TABLE: 'Tickets',
        AWS_REGION: 'us-east-1',
        AWS_LAMBDA_FUNCTION_NAME: 'Behave',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
        AWS_ENDPOINT_URL_DYNAMODB: fresh.cloud.dynamodbUrl,
        AWS_ENDPOINT_URL_SECRETS_MANAGER: fresh.cloud.secretsUrl,
        TZ: ':UTC',
      });
      const unexpected = Object.keys(result).filter(
        (name) => !/^(AWS_|LAMBDA_|MODE$|TABLE$|TZ$|LANG$|_HANDLER$)/.test(name),
      );
      expect(unexpected).toEqual([]);
    } finally {
      delete process.env['OF_THIS_MACHINE'];
      await fresh.stop();
    }
  });

  test('the context says what Lambda says', async () => {
    const { context } = await behave('print');
    expect(context).toMatchObject({
      functionName: 'Behave',
      memory: '128',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:Behave',
    });
    expect(context.remaining).toBeGreaterThan(0);
    expect(context.remaining).toBeLessThanOrEqual(20_000);
    expect(ofKind(running.events, 'invocation-end')[0]?.requestId).toBe(context.requestId);
  });

  test('printed lines are events of their invocation, before its end', async () => {
    const { context } = await behave('print');
    expect(ofKind(running.events, 'log')).toMatchObject([
      { function: 'Behave', requestId: context.requestId, stream: 'stdout', line: 'first line' },
      { function: 'Behave', requestId: context.requestId, stream: 'stderr', line: 'second line' },
    ]);
    expect(running.events.findLastIndex(({ kind }) => kind === 'log')).toBeLessThan(
      running.events.findIndex(({ kind }) => kind === 'invocation-end'),
    );
  });

  test('CommonJS and ES modules both load', async () => {
    const answer = await fetch(`${running.cloud.apiUrl}/module`);
    expect(await answer.json()).toMatchObject({ from: 'an ES module' });
  });
});

describe('a machine with room for one environment', () => {
  let small: Running;
  beforeAll(async () => (small = await run(assembly, { capacity: { environments: 1, idleMs: 500 } })));
  afterAll(() => small.stop());
  beforeEach(() => {
    small.events.length = 0;
  });

  const waiting = () => ofKind(small.events, 'invocation-wait').length;
  const inside = () =>
    ofKind(small.events, 'log').filter(({ line }) => line === 'waiting for the jump').length;

  test('lets invocations wait, and answers each', async () => {
    const answers = Array.from({ length: 3 }, () => call('jump', small.cloud.apiUrl));
    for (const turn of [1, 2, 3]) {
      await until(() => inside() === turn);
      // The gateway's thirty seconds begin when the function does.
      await small.clock.advance(15_000);
    }
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(waiting()).toBe(2);
  });

  test('does not invoke for a caller who has hung up meanwhile', async () => {
    const first = call('jump', small.cloud.apiUrl);
    await until(() => inside() === 1);
    const caller = new AbortController();
    const second = fetch(`${small.cloud.apiUrl}/behave/print`, { method: 'POST', signal: caller.signal });
    await until(() => waiting() === 1);
    caller.abort();
    await expect(second).rejects.toThrow();
    await until(() => ofKind(small.events, 'invocation-end').length === 1);
    expect(ofKind(small.events, 'invocation-end')).toMatchObject([{ outcome: 'throttled' }]);
    await small.clock.advance(6_000);
    expect((await first).status).toBe(200);
    expect(ofKind(small.events, 'invocation-start')).toHaveLength(1);
  });

  test('ends an idle environment for another function, and any after its time', async () => {
    expect((await call('print', small.cloud.apiUrl)).status).toBe(200);
    expect((await fetch(`${small.cloud.apiUrl}/module`)).status).toBe(200);
    await until(() => ofKind(small.events, 'environment-end').some(({ why }) => why === 'idle'));
    const [room, idle] = ofKind(small.events, 'environment-end').slice(-2);
    expect([room, idle]).toMatchObject([
      { function: 'Behave', why: 'room' },
      { function: 'Module', why: 'idle' },
    ]);
    expect(ofKind(small.events, 'killed')).toEqual([]);
  });
});

test('a start is limited by what it uses of the processor, and by waiting for nothing', async () => {
  const slow = await run(
    await changed(assembly, (template) => {
      for (const [name, handler] of [
        ['Broken', 'spins.handler'],
        ['Callback', 'waits.handler'],
      ] as const) {
        const id = find(template, 'AWS::Lambda::Function', name);
        Object.assign(template.Resources[id]?.Properties ?? {}, { Handler: handler });
      }
    }),
    { startLimits: { cpuMs: 2_000, stillMs: 3_000 } },
  );
  try {
    const answers = await Promise.all(
      ['/broken', '/callback'].map((path) => fetch(`${slow.cloud.apiUrl}${path}`)),
    );
    expect(answers.map(({ status }) => status)).toEqual([500, 500]);
    const reasonOf = (name: string) =>
      ofKind(slow.events, 'killed').find((event) => event.function === name)?.reason;
    expect(reasonOf('Broken')).toContain('processor time');
    expect(reasonOf('Callback')).toContain('waited for 3 s');
  } finally {
    await slow.stop();
  }
});

describe('failures', () => {
  test('an error is a 500, and the environment lives on', async () => {
    const { boot } = await behave('print');
    expect(await call('throw')).toEqual(INTERNAL);
    expect((await behave('print')).boot).toBe(boot);
    expect(ofKind(running.events, 'invocation-end')).toContainEqual(
      expect.objectContaining({ outcome: 'error', error: 'Error: thrown on purpose' }),
    );
  });

  test.each(['reject', 'exit'])('%s ends the environment, not the cloud', async (what) => {
    const { boot } = await behave('print');
    expect(await call(what)).toEqual(INTERNAL);
    expect((await behave('print')).boot).not.toBe(boot);
  });

  test('running out of memory ends only that environment', async () => {
    const [exhausted, ...others] = await Promise.all([call('memory'), call('pause'), call('pause')]);
    expect(exhausted).toEqual(INTERNAL);
    expect(others.map(({ status }) => status)).toEqual([200, 200]);
    expect((await call('print')).status).toBe(200);
  });

  test('a module that fails to load is a 500 with its reason in the log', async () => {
    expect((await fetch(`${running.cloud.apiUrl}/broken`)).status).toBe(500);
    expect(ofKind(running.events, 'invocation-end')).toMatchObject([
      { error: 'Error: broken while loading' },
    ]);
  });

  test('a handler with a callback is refused, as Node 24 on Lambda does', async () => {
    expect((await fetch(`${running.cloud.apiUrl}/callback`)).status).toBe(500);
    expect(ofKind(running.events, 'invocation-end')[0]?.error).toContain('callback');
  });
});

describe('time', () => {
  const started = () => until(() => running.events.some(({ kind }) => kind === 'invocation-start'));

  test.each(['hang', 'spin'])('the function’s timeout ends %s on the shared clock', async (what) => {
    const { boot } = await behave('print');
    running.events.length = 0;
    const answer = call(what);
    await started();
    await running.clock.advance(20_000);
    expect(await answer).toEqual(INTERNAL);
    expect(ofKind(running.events, 'invocation-end')).toMatchObject([{ outcome: 'timeout' }]);
    expect((await behave('print')).boot).not.toBe(boot);
  });

  test('the gateway waits thirty seconds and no longer', async () => {
    const slow = await run(
      await changed(assembly, (template) => {
        const id = find(template, 'AWS::Lambda::Function', 'Behave');
        Object.assign(template.Resources[id]?.Properties ?? {}, { Timeout: 60 });
      }),
    );
    try {
      slow.events.length = 0;
      const answer = call('hang', slow.cloud.apiUrl);
      await until(() => ofKind(slow.events, 'log').some(({ line }) => line === 'hanging'));
      await slow.clock.advance(30_000);
      expect(await answer).toEqual({ status: 503, body: { message: 'Service Unavailable' } });
      expect(ofKind(slow.events, 'invocation-end')).toEqual([]);
      await slow.clock.advance(60_000);
      await slow.cloud.settled();
      expect(ofKind(slow.events, 'invocation-end')).toMatchObject([{ outcome: 'timeout' }]);
    } finally {
      await slow.stop();
    }
  });

  test('Date follows the shared clock in all its forms', async () => {
    await running.clock.advance(86_400_000);
    const before = running.clock.now();
    const { result } = await behave('clock');
    const after = running.clock.now();
    const { now, constructed, text, fixed, instance, own } = result as {
      now: number;
      constructed: number;
      text: string;
      fixed: string;
      instance: boolean;
      own: boolean;
    };
    for (const time of [now, constructed]) {
      expect(time).toBeGreaterThanOrEqual(before);
      expect(time).toBeLessThanOrEqual(after);
    }
    expect(Math.abs(Date.parse(text) - before)).toBeLessThan(5_000);
    expect({ fixed, instance, own }).toEqual({
      fixed: '1970-01-01T00:00:00.000Z',
      instance: true,
      own: true,
    });
  });

  test('a jump reaches an invocation that is running', async () => {
    const answer = behave('jump');
    await until(() => ofKind(running.events, 'log').some(({ line }) => line === 'waiting for the jump'));
    await running.clock.advance(6_000);
    expect((await answer).result).toBeGreaterThanOrEqual(5_000);
  });
});

test('a direct invocation gives the result or how it ended', async () => {
  const template = await templateOf();
  expect(await running.cloud.invoke(find(template, 'AWS::Lambda::Function', 'Module'), { a: 1 })).toEqual({
    kind: 'ok',
    payload: '{"from":"an ES module","event":{"a":1}}',
  });
  const behaveId = find(template, 'AWS::Lambda::Function', 'Behave');
  expect(await running.cloud.invoke(behaveId, { what: 'throw' })).toMatchObject({
    kind: 'error',
    errorMessage: 'thrown on purpose',
  });
  await expect(running.cloud.invoke('Nobody', {})).rejects.toThrow('Nobody');
});

async function templateOf(): Promise<Parameters<typeof find>[0]> {
  let found: Parameters<typeof find>[0] | undefined;
  await changed(assembly, (template) => {
    found = template;
  });
  if (!found) throw new Error('There is no template.');
  return found;
}
