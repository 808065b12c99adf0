import { fetchTexts, texts } from '../live/texts.ts';
import { request } from '../live/request.ts';
import * as z from 'zod/mini';
import { type SystemInfo, textShape } from '../live/shapes.ts';
import { createStore } from '../live/store.ts';
import { nextNumber } from '../phones/numbers.ts';
import { addPhone, phones } from '../phones/phone-list.ts';
import { showScreen } from '../phones/screens.ts';
import { highlightedEntry } from '../timeline/selection.ts';
import { currentView } from '../views.ts';
import { customerNeedsHelp } from './customer-needs-help.ts';
import { type Scene, type Spotlight, resolve, type Tutorial } from './script.ts';
import { incomingCall } from './incoming-call.ts';
import { deliveryMoves } from './delivery-moves.ts';

export const TUTORIALS: readonly Tutorial[] = [customerNeedsHelp, deliveryMoves, incomingCall];

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
export const spotlight = createStore<Spotlight>('');
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
  spotlight.set('');
  highlightedEntry.set(undefined);
}

/** Plays a tutorial from its beginning on a phone that has no texts yet; what is played is stopped. */
export async function play(tutorial: Tutorial, system: SystemInfo): Promise<void> {
  stopPlaying();
  const control = new AbortController();
  stopper = control;
  const { signal } = control;
  currentView.set('agents');
  const show = (next: Omit<Playing, 'tutorial'>): void => {
    if (!signal.aborted) playing.set({ tutorial, ...next });
  };
  let step = 0;
  try {
    const phone = await freshPhone(CUSTOMERS[tutorial.id]);
    if (signal.aborted) return;
    showScreen(phone, tutorial.screen);
    const scene: Scene = { system, phone, signal, found: {} };
    const steps = [...tutorial.steps.entries()];
    for (const [index, { title, why, spot: where = '', play: act, isNeeded, pauseMs }] of steps) {
      if (signal.aborted) return;
      if (isNeeded && !isNeeded(scene)) continue;
      step = index;
      const tell = (state: Playing['state']): void =>
        show({ step: index, title: resolve(title, scene), why: resolve(why, scene), state });
      spotlight.set(resolve(where, scene));
      tell('acting');
      await act?.(scene);
      if (signal.aborted) return;
      spotlight.set(resolve(where, scene));
      tell(stepwise.get() ? 'waiting' : 'pausing');
      const { shortest, longest, character } = READ_MS;
      const reading = Math.min(longest, Math.max(shortest, resolve(why, scene).length * character));
      await pause(Math.min(pauseMs ?? longest, reading), signal);
      highlightedEntry.set(undefined);
    }
    spotlight.set('');
    show({ step: tutorial.steps.length, title: 'That was it', why: tutorial.afterwards, state: 'over' });
  } catch (error) {
    spotlight.set('');
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
    const list = await request(`/simulator/messages?number=${number}`, z.array(textShape));
    if (list.length === 0) break;
    taken.push({ number });
    number = nextNumber(taken);
  }
  addPhone(number, name);
  fetchTexts(number);
  return number;
}
