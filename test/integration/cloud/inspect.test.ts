import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { synthesize } from '../../fixtures/cloud/assembly.ts';
import { ofKind, run, type Running, until } from '../../fixtures/cloud/running.ts';

let assembly: string;
let running: Running;
const urls: string[] = [];

beforeAll(async () => {
  assembly = await synthesize();
  running = await run(assembly, { inspect: { function: 'behave', onUrl: (url) => urls.push(url) } });
});
afterAll(() => running.stop());

/** The value of an expression in the inspected process. */
async function evaluate(url: string, expression: string): Promise<unknown> {
  const socket = new WebSocket(url);
  await once(socket, 'open');
  const reply = new Promise<string>((resolve) => {
    socket.addEventListener('message', ({ data }) => resolve(String(data)), { once: true });
  });
  socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } }));
  const { result } = JSON.parse(await reply) as { result: { result: { value: unknown } } };
  socket.close();
  return result.result.value;
}

const behave = async (what: string): Promise<unknown> => {
  const response = await fetch(`${running.cloud.apiUrl}/behave/${what}`, { method: 'POST' });
  return response.json();
};

test('an inspected function has its inspector before the first invocation, and while it is idle', async () => {
  expect(urls).toEqual([expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\//)]);
  expect(await evaluate(urls[0] ?? '', '6 * 7')).toBe(42);
  expect(await behave('print')).toMatchObject({ invocations: 1 });
  expect(await evaluate(urls[0] ?? '', 'process.env.AWS_LAMBDA_FUNCTION_NAME')).toBe('Behave');
  const starts = ofKind(running.events, 'invocation-start').filter((event) => event.function === 'Behave');
  expect(starts).toMatchObject([{ cold: false }]);
});

test('time limits do not end it', async () => {
  running.events.length = 0;
  const response = behave('jump');
  await until(() => ofKind(running.events, 'log').some(({ line }) => line === 'waiting for the jump'));
  // Its timeout is twenty seconds.
  await running.clock.advance(25_000);
  expect(await response).toMatchObject({ result: expect.any(Number) });
  expect(ofKind(running.events, 'killed')).toEqual([]);
  expect(urls).toHaveLength(1);
});

test('a function that the stack does not have stops the start', async () => {
  await expect(run(assembly, { inspect: { function: 'nobody', onUrl: () => undefined } })).rejects.toThrow(
    'There is no function nobody to inspect',
  );
});
