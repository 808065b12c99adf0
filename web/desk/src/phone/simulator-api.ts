import * as z from 'zod/mini';

const sessionSchema = z.object({ id: z.string() });
const errorSchema = z.object({ error: z.string() });
const callSchema = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  user: z.optional(z.string()),
  state: z.string(),
  legs: z.array(
    z.object({ id: z.string(), kind: z.string(), user: z.optional(z.string()), state: z.string() }),
  ),
});

export type SimulatedCall = z.output<typeof callSchema>;

/** The routes of the simulated Vonage that a phone needs; each throws Error with the simulator's explanation. */
export interface SimulatorApi {
  /** Opens a session of an app; resolves to its id. */
  openSession(jwt: string): Promise<string>;
  closeSession(id: string): Promise<void>;
  readCalls(): Promise<SimulatedCall[]>;
  /** @param path below `/simulator/calls`, such as `/<call>/hangup`; empty for a new call */
  postCall(path: string, body?: object): Promise<void>;
  /** The events of one user's app. */
  events(user: string): EventSource;
}

/** @param apiUrl the URL of the simulated Vonage */
export function simulatorApi(apiUrl: string): SimulatorApi {
  const root = `${apiUrl}/simulator`;

  async function send(path: string, init: RequestInit = {}): Promise<unknown> {
    const response = await fetch(`${root}${path}`, init);
    const body: unknown = await response.json().catch(() => undefined);
    if (response.ok) return body;
    const explained = errorSchema.safeParse(body);
    throw new Error(explained.success ? explained.data.error : `The simulator answered ${response.status}.`);
  }

  return {
    async openSession(jwt) {
      const headers = { authorization: `Bearer ${jwt}` };
      return sessionSchema.parse(await send('/sessions', { method: 'POST', headers })).id;
    },
    async closeSession(id) {
      await send(`/sessions/${id}`, { method: 'DELETE' });
    },
    readCalls: async () => z.array(callSchema).parse(await send('/calls')),
    async postCall(path, body = {}) {
      await send(`/calls${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    },
    events: (user) => new EventSource(`${root}/events?user=${encodeURIComponent(user)}`),
  };
}
