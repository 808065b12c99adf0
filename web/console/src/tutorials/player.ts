import { fetchTexts, texts } from '../live/texts.ts';
import { ask } from '../live/ask.ts';
import * as z from 'zod/mini';
import { type Places, textShape } from '../live/shapes.ts';
import { createStore } from '../live/store.ts';
import { nextNumber } from '../phones/numbers.ts';
import { addPhone, phones } from '../phones/phone-list.ts';
import { showScreen } from '../phones/screens.ts';
import { pointedAt } from '../timeline/choice.ts';
import { shownView } from '../views.ts';
import { one } from './one.ts';
import { type Scene, type Spot, told, type Tutorial } from './script.ts';
import { three } from './three.ts';
import { two } from './two.ts';

export const TUTORIALS: readonly Tutorial[] = [one, two, three];

/** What is being played. */
export interface Playing {
  tutorial: Tutorial;
  /** The step that is shown, from 0; behind the last one it is over. */
  step: number;
  title: string;
  why: string;
  state: 'acting' | 'pausing' | 'waiting' | 'over' | 'failed';
}

export const playing = createStore<Playing | undefined>(undefined);
export const spot = createStore<Spot>('');
/** Whether each step waits until somebody asks for the next. */
export const stepwise = createStore(false);

const CUSTOMERS = { '1': 'Mia', '2': 'Noah', '3': 'Ava' } as const;
const READ_MS = { shortest: 3_000, character: 38, longest: 9_000 };

let stopper: AbortController | undefined;
let goOn: (() => void) | undefined;

export const nextStep = (): void => goOn?.();

export function stopPlaying(): void {
  stopper?.abort();
  stopper = undefined;
  playing.set(undefined);
  spot.set('');
  pointedAt.set(undefined);
}

/** Plays a tutorial from its beginning on a phone that has no texts yet; what is played is stopped. */
export async function play(tutorial: Tutorial, places: Places): Promise<void> {
  stopPlaying();
  const control = new AbortController();
  stopper = control;
  const { signal } = control;
  shownView.set('agents');
  const show = (next: Omit<Playing, 'tutorial'>): void => {
    if (!signal.aborted) playing.set({ tutorial, ...next });
  };
  let step = 0;
  try {
    const phone = await freshPhone(CUSTOMERS[tutorial.id]);
    if (signal.aborted) return;
    showScreen(phone, tutorial.screen);
    const scene: Scene = { places, phone, signal, found: {} };
    const steps = [...tutorial.steps.entries()];
    for (const [index, { title, why, spot: where = '', play: act, isNeeded, pauseMs }] of steps) {
      if (signal.aborted) return;
      if (isNeeded && !isNeeded(scene)) continue;
      step = index;
      const tell = (state: Playing['state']): void =>
        show({ step: index, title: told(title, scene), why: told(why, scene), state });
      spot.set(told(where, scene));
      tell('acting');
      await act?.(scene);
      if (signal.aborted) return;
      spot.set(told(where, scene));
      tell(stepwise.get() ? 'waiting' : 'pausing');
      const { shortest, longest, character } = READ_MS;
      const reading = Math.min(longest, Math.max(shortest, told(why, scene).length * character));
      await pause(Math.min(pauseMs ?? longest, reading), signal);
      pointedAt.set(undefined);
    }
    spot.set('');
    show({ step: tutorial.steps.length, title: 'That was it', why: tutorial.afterwards, state: 'over' });
  } catch (error) {
    spot.set('');
    const why = error instanceof Error ? error.message : 'It could not be played.';
    show({ step, title: 'It stopped here', why, state: 'failed' });
  }
}

/** Waits as long as a person reads, or until somebody asks for the next step; stepwise only the latter. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      stop();
      signal.removeEventListener('abort', end);
      goOn = undefined;
      resolve();
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const begin = (): void => {
      clearTimeout(timer);
      if (!stepwise.get()) timer = setTimeout(end, ms);
    };
    const stop = stepwise.watch(begin);
    goOn = end;
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
    else begin();
  });
}

/** A phone whose number nobody has texted from, so that a tutorial begins where it should. */
async function freshPhone(name: string): Promise<string> {
  const taken = phones.get().list.map(({ number }) => ({ number }));
  const unused = phones
    .get()
    .list.find((phone) => phone.name === '' && texts.get()[phone.number]?.length === 0);
  let number = unused?.number ?? nextNumber(taken);
  for (;;) {
    const list = await ask(`/simulator/messages?number=${number}`, z.array(textShape));
    if (list.length === 0) break;
    taken.push({ number });
    number = nextNumber(taken);
  }
  addPhone(number, name);
  fetchTexts(number);
  return number;
}
