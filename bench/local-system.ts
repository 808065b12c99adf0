import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudEvent } from '../local/cloud/events.ts';
import { NUMBERS, startFrontdesk, type Frontdesk } from '../local/frontdesk.ts';
import { synthesize } from '../local/synthesize.ts';

export interface LocalSystem {
  frontdesk: Frontdesk;
  /**
   * A customer's phone sends a text to the support number; resolves when the first attempt of its webhook is over.
   * `ms` is the duration of an attempt.
   */
  text(from: string, text: string): Promise<{ status: number; ms: number }[]>;
  /** A request to the simulated Vonage. */
  simulate(method: string, path: string, body?: unknown): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts the whole system as `npm start` does, on free ports, with its data in a temporary directory. */
export async function startLocalSystem(onEvent: (event: CloudEvent) => void): Promise<LocalSystem> {
  const directory = await mkdtemp(join(tmpdir(), 'frontdesk-bench-'));
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    const assembly = join(directory, 'cdk.out');
    await synthesize(assembly, { allowedOrigins: [], simulator: true });
    const frontdesk = await startFrontdesk({
      assembly,
      ports: { api: 0, simulator: 0, dynamodb: 0 },
      dataDir: join(directory, 'data'),
      onEvent: (event) => {
        if (!('type' in event)) onEvent(event);
      },
      onError: (error) => console.error(error),
    });
    const simulate = async (method: string, path: string, body?: unknown): Promise<unknown> => {
      const response = await fetch(`${frontdesk.simulatorUrl}${path}`, {
        method,
        ...(body !== undefined && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      });
      if (!response.ok) throw new Error(`${method} ${path} → ${response.status}: ${await response.text()}`);
      return response.json();
    };
    return {
      frontdesk,
      simulate,
      async text(from, text) {
        const sent = await simulate('POST', '/simulator/messages', { from, to: NUMBERS.support, text });
        return (sent as { webhooks: { status: number; ms: number }[] }).webhooks;
      },
      async close() {
        await frontdesk.settled();
        await frontdesk.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The phone number of the fictional customer `n`, from 0 to 98,999; none of them is one of our business numbers. */
export const customer = (n: number): string => `4477009${String(1_000 + n).padStart(5, '0')}`;
