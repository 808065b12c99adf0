import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudEvent } from '../local/cloud/events.ts';
import { NUMBERS, startFrontdesk, type Frontdesk } from '../local/frontdesk.ts';
import { synthesize } from '../local/synthesize.ts';

export interface Laptop {
  system: Frontdesk;
  /** A customer's phone sends a text to the support number; resolves when its webhook's first try is over. */
  text(from: string, text: string): Promise<{ status: number; ms: number }[]>;
  /** Asks the simulated Vonage. */
  simulate(method: string, path: string, body?: unknown): Promise<unknown>;
  close(): Promise<void>;
}

/** The whole system as `npm start` runs it, on free ports, with its data in a directory that goes with it. */
export async function openLaptop(onEvent: (event: CloudEvent) => void): Promise<Laptop> {
  const directory = await mkdtemp(join(tmpdir(), 'frontdesk-bench-'));
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    const assembly = join(directory, 'cdk.out');
    await synthesize(assembly, { allowedOrigins: [], simulator: true });
    const system = await startFrontdesk({
      assembly,
      ports: { api: 0, simulator: 0, dynamodb: 0 },
      dataDir: join(directory, 'data'),
      onEvent: (event) => {
        if (!('type' in event)) onEvent(event);
      },
      onError: (error) => console.error(error),
    });
    const simulate = async (method: string, path: string, body?: unknown): Promise<unknown> => {
      const answer = await fetch(`${system.simulatorUrl}${path}`, {
        method,
        ...(body !== undefined && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      });
      if (!answer.ok) throw new Error(`${method} ${path} → ${answer.status}: ${await answer.text()}`);
      return answer.json();
    };
    return {
      system,
      simulate,
      async text(from, text) {
        const told = await simulate('POST', '/simulator/messages', { from, to: NUMBERS.support, text });
        return (told as { webhooks: { status: number; ms: number }[] }).webhooks;
      },
      async close() {
        await system.settled();
        await system.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The number of a customer who does not exist, the `n`th from 0 to 98,999; none of them is a number of ours. */
export const customer = (n: number): string => `4477009${String(1_000 + n).padStart(5, '0')}`;
