import * as z from 'zod/mini';
import { PhoneStateStore, type Phone, type PhoneCall } from './phone.ts';

const session = z.object({ id: z.string() });
const refusal = z.object({ error: z.string() });
const call = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  user: z.optional(z.string()),
  state: z.string(),
  legs: z.array(
    z.object({ id: z.string(), kind: z.string(), user: z.optional(z.string()), state: z.string() }),
  ),
});
const calls = z.array(call);
type SimulatedCall = z.output<typeof call>;

/**
 * A phone at the simulated Vonage of a laptop: it rings and talks, without a sound.
 *
 * @param apiUrl where the simulated Vonage is
 */
export function simulatedPhone(apiUrl: string, user: string): Phone {
  const board = new PhoneStateStore();
  const muted = new Set<string>();
  let current: { id: string; events: EventSource } | undefined;

  async function ask(path: string, init: RequestInit = {}): Promise<unknown> {
    const answer = await fetch(`${apiUrl}/simulator/${path}`, init);
    const said: unknown = await answer.json().catch(() => undefined);
    if (answer.ok) return said;
    const told = refusal.safeParse(said);
    throw new Error(told.success ? told.data.error : `The simulator answered ${answer.status}.`);
  }
  const tell = (path: string, body: object = {}): Promise<unknown> =>
    ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  /** One reading at a time; what happens during one is in the next. */
  let reading: Promise<void> | undefined;
  let isStale = false;
  function read(): Promise<void> {
    isStale = true;
    reading ??= (async () => {
      while (isStale) {
        isStale = false;
        const found = calls.parse(await ask('calls'));
        board.calls(found.flatMap((one) => shown(one)));
      }
    })().finally(() => (reading = undefined));
    return reading;
  }

  function shown(one: SimulatedCall): PhoneCall[] {
    const states: Pick<PhoneCall, 'id' | 'direction' | 'other' | 'state'>[] = [];
    if (one.user === user && ['started', 'ringing', 'answered'].includes(one.state)) {
      const isAnswered = one.legs.some(({ state }) => state === 'answered');
      states.push({
        id: one.id,
        direction: 'outbound',
        // As it was dialled.
        other: one.to.replace(/^\+/, ''),
        state: isAnswered ? 'talking' : 'calling',
      });
    }
    for (const leg of one.legs) {
      if (leg.kind !== 'app' || leg.user !== user || !['ringing', 'answered'].includes(leg.state)) continue;
      states.push({
        id: `${one.id}/legs/${leg.id}`,
        direction: 'inbound',
        other: one.from,
        state: leg.state === 'ringing' ? 'ringing' : 'talking',
      });
    }
    return states.map((state) => {
      const before = board.find(state.id);
      const since = before?.state === state.state ? before.since : Date.now();
      return { ...state, muted: muted.has(state.id), since };
    });
  }

  async function act(path: string, body?: object): Promise<void> {
    await tell(`calls/${path}`, body);
    await read();
  }

  return {
    get state() {
      return board.state;
    },
    onChange: board.onChange,
    async connect(jwt) {
      if (!current) board.connection('connecting');
      try {
        const headers = { authorization: `Bearer ${jwt}` };
        const { id } = session.parse(await ask('sessions', { method: 'POST', headers }));
        const former = current;
        current = { id, events: former?.events ?? listen() };
        if (former) await ask(`sessions/${former.id}`, { method: 'DELETE' });
        board.connection('on');
      } catch (error) {
        board.connection(current ? 'broken' : 'off');
        throw error;
      }
    },
    async disconnect() {
      const former = current;
      current = undefined;
      former?.events.close();
      board.connection('off');
      board.calls([]);
      if (former) await ask(`sessions/${former.id}`, { method: 'DELETE' });
    },
    dial: async (number) => {
      await tell('calls', { user, to: `+${number}` });
      await read();
    },
    answer: (id) => act(`${id}/answer`),
    reject: (id) => act(`${id}/reject`),
    hangUp: (id) => act(`${id}/hangup`),
    async mute(id, isMuted) {
      await tell(`calls/${id}/${isMuted ? 'mute' : 'unmute'}`);
      if (isMuted) muted.add(id);
      else muted.delete(id);
      await read();
    },
    press: (id, digits) => act(`${id.split('/')[0] ?? ''}/digits`, { digits }),
  };

  function listen(): EventSource {
    const events = new EventSource(`${apiUrl}/simulator/events?user=${encodeURIComponent(user)}`);
    events.addEventListener('hello', () => {
      if (current?.events === events) board.connection('on');
      void read().catch(() => board.connection('broken'));
    });
    events.addEventListener('call', () => void read().catch(() => board.connection('broken')));
    events.addEventListener('error', () => board.connection('broken'));
    return events;
  }
}
