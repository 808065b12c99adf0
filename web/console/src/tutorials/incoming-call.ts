import { request } from '../live/request.ts';
import { calls, fetchCalls, storeCall } from '../live/calls.ts';
import { type Call, callShape, isRunning, type Leg } from '../live/shapes.ts';
import type { Scene, Tutorial } from './script.ts';
import { highlightNext, waitFor } from './wait-for.ts';

const callOf = (scene: Scene): Call | undefined => calls.get().find(({ id }) => id === scene.found['call']);

/** The last of the call's legs to an agent that is in that state. */
const legIn = (scene: Scene, state: string): Leg | undefined =>
  callOf(scene)?.legs.findLast((leg) => leg.user !== undefined && leg.state === state);

const waitForCall = <R>(scene: Scene, find: (call: Call) => R | undefined, what: string): Promise<R> =>
  waitFor(
    calls,
    () => {
      const call = callOf(scene);
      if (call && !isRunning(call)) throw new Error('The call is over.');
      return call && find(call);
    },
    { signal: scene.signal, what },
  );

async function act(scene: Scene, path: string, body: object = {}): Promise<void> {
  const { signal, found } = scene;
  storeCall(await request(`/simulator/calls/${found['call'] ?? ''}/${path}`, callShape, { body, signal }));
  fetchCalls();
}

const agent = (scene: Scene): string => scene.found['agent'] ?? 'Jane';

export const incomingCall: Tutorial = {
  id: '3',
  title: 'Somebody calls',
  about: 'The caller hears what ops wrote into a table, an agent’s app rings, and they talk.',
  screen: 'calls',
  steps: [
    {
      title: 'A customer calls',
      why: 'Vonage asks the desk’s answer webhook what to do. The NCCO comes from the table NccoConfig: whoever edits it there changes what callers hear, without a deployment.',
      spot: 'phone',
      play: async (scene) => {
        const { phone, system, signal, found } = scene;
        setTimeout(fetchCalls, 80);
        const call = await request('/simulator/calls', callShape, {
          body: { from: phone, to: system.numbers.voice },
          signal,
        });
        storeCall(call);
        found['call'] = call.id;
      },
      pauseMs: 3_500,
    },
    {
      title: 'The caller presses 1',
      why: 'The menu waits for a key. The key goes to the desk as a webhook, and its answer is the rest of the call.',
      spot: 'phone',
      isNeeded: (scene) => callOf(scene)?.waitingFor === 'digits',
      play: (scene) => act(scene, 'digits', { digits: '1' }),
      pauseMs: 3_500,
    },
    {
      title: (scene) => `${agent(scene)}’s app rings`,
      why: (scene) =>
        `${agent(scene)} was free, and is now taken by one conditional write: two callers never ring the same agent. Without an answer, the next free agent rings.`,
      spot: (scene) => `agent ${agent(scene)}`,
      play: async (scene) => {
        const ringing = await waitForCall(scene, () => legIn(scene, 'ringing'), 'The ringing');
        scene.found['agent'] = ringing.user ?? 'Jane';
      },
      pauseMs: 3_500,
    },
    {
      title: (scene) => `${agent(scene)} answers`,
      why: 'Both hear each other now. Every change of the call is an event, authenticated by Vonage’s signed JWT.',
      spot: (scene) => `agent ${agent(scene)}`,
      play: async (scene) => {
        if (legIn(scene, 'answered')) return;
        const leg = await waitForCall(scene, () => legIn(scene, 'ringing'), 'The ringing');
        scene.found['agent'] = leg.user ?? 'Jane';
        await act(scene, `legs/${leg.id}/answer`);
      },
    },
    {
      title: 'They talk',
      why: '“Where is my parcel?” What the caller says goes to the agent, and nowhere else.',
      spot: 'phone',
      play: (scene) => act(scene, 'speech', { text: 'Where is my parcel?' }),
    },
    {
      title: 'The caller hangs up',
      why: (scene) =>
        `The last event frees ${agent(scene)} for the next caller, and the call stands in the customer’s history. Had nobody answered, it would have come onto a ticket.`,
      spot: 'phone',
      play: async (scene) => {
        await act(scene, 'hangup');
        await highlightNext(scene.signal, ({ kind, to }) => kind === 'webhook' && to === 'API');
      },
    },
  ],
  afterwards:
    'Now you: call from the phone and take the call in Jane’s or Joe’s desk. Under NCCO you change what the caller hears.',
};
