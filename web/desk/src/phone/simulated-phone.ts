import { PhoneStateStore, type Phone } from './phone.ts';
import { callStatesOf, type CallState } from './simulated-calls.ts';
import { simulatorApi, type SimulatorApi } from './simulator-api.ts';

/**
 * A phone on the simulated Vonage of a laptop: it rings and talks, without sound.
 *
 * @param apiUrl the URL of the simulated Vonage
 */
export function simulatedPhone(apiUrl: string, user: string): Phone {
  const api = simulatorApi(apiUrl);
  const store = new PhoneStateStore();
  const calls = trackCalls(api, user, store);

  async function post(path: string, body?: object): Promise<void> {
    await api.postCall(path, body);
    await calls.read();
  }

  return {
    get state() {
      return store.state;
    },
    onChange: store.onChange,
    ...connectionOf({ api, user, store, readCalls: () => calls.read() }),
    dial: (number) => post('', { user, to: `+${number}` }),
    answer: (id) => post(`/${id}/answer`),
    reject: (id) => post(`/${id}/reject`),
    hangUp: (id) => post(`/${id}/hangup`),
    async mute(id, isMuted) {
      await api.postCall(`/${id}/${isMuted ? 'mute' : 'unmute'}`);
      calls.setMuted(id, isMuted);
      await calls.read();
    },
    press: (id, digits) => post(`/${id.split('/')[0] ?? ''}/digits`, { digits }),
  };
}

/** Reads the simulator's calls into the phone's state, together with what only the phone knows of them. */
function trackCalls(api: SimulatorApi, user: string, store: PhoneStateStore) {
  const muted = new Set<string>();
  let reading: Promise<void> | undefined;
  let isStale = false;

  function toPhoneCall(state: CallState) {
    const before = store.find(state.id);
    const since = before?.state === state.state ? before.since : Date.now();
    return { ...state, muted: muted.has(state.id), since };
  }

  return {
    /** One request at a time; a read during a request is followed by another one. */
    read(): Promise<void> {
      isStale = true;
      reading ??= (async () => {
        while (isStale) {
          isStale = false;
          const found = await api.readCalls();
          store.setCalls(found.flatMap((call) => callStatesOf(call, user)).map(toPhoneCall));
        }
      })().finally(() => (reading = undefined));
      return reading;
    },
    setMuted(id: string, isMuted: boolean): void {
      if (isMuted) muted.add(id);
      else muted.delete(id);
    },
  };
}

interface ConnectionOptions {
  api: SimulatorApi;
  user: string;
  store: PhoneStateStore;
  readCalls: () => Promise<void>;
}

/** The session at the simulator and its stream of events. */
function connectionOf({
  api,
  user,
  store,
  readCalls,
}: ConnectionOptions): Pick<Phone, 'connect' | 'disconnect'> {
  let current: { id: string; events: EventSource } | undefined;

  function listen(): EventSource {
    const events = api.events(user);
    const onBroken = (): void => store.setConnection('broken');
    events.addEventListener('hello', () => {
      if (current?.events === events) store.setConnection('on');
      void readCalls().catch(onBroken);
    });
    events.addEventListener('call', () => void readCalls().catch(onBroken));
    events.addEventListener('error', onBroken);
    return events;
  }

  return {
    async connect(jwt) {
      if (!current) store.setConnection('connecting');
      try {
        const id = await api.openSession(jwt);
        const previous = current;
        current = { id, events: previous?.events ?? listen() };
        if (previous) await api.closeSession(previous.id);
        store.setConnection('on');
      } catch (error) {
        store.setConnection(current ? 'broken' : 'off');
        throw error;
      }
    },
    async disconnect() {
      const previous = current;
      current = undefined;
      previous?.events.close();
      store.setConnection('off');
      store.setCalls([]);
      if (previous) await api.closeSession(previous.id);
    },
  };
}
