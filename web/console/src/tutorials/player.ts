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
import { type Scene, type Spotlight, evaluate, type Tutorial } from './script.ts';
import { incomingCall } from './incoming-call.ts';
import { deliveryMoves } from './delivery-moves.ts';

export const TUTORIALS: readonly Tutorial[] = [customerNeedsHelp, deliveryMoves, incomingCall];

/** The tutorial that is played, and its present step. */
export interface Playing {
  tutorial: Tutorial;
  /** The 0-based index of the step; the number of steps when the tutorial is over. */
  step: number;
  title: string;
  why: string;
  state: 'acting' | 'pausing' | 'waiting' | 'over' | 'failed';
}

export const playing = createStore<Playing | undefined>(undefined);
export const spotlight = createStore<Spotlight>('');
/** Whether the player waits for the person after each step. */
export const stepwise = createStore(false);

const CUSTOMERS = { '1': 'Mia', '2': 'Noah', '3': 'Ava' } as const;
/** How long a caption is shown, ms. */
const READING_MS = { shortest: 3_000, perCharacter: 38, longest: 9_000 };

let running: AbortController | undefined;
let endPause: (() => void) | undefined;

export const nextStep = (): void => endPause?.();

export function stopPlaying(): void {
  running?.abort();
  running = undefined;
  playing.set(undefined);
  spotlight.set('');
  highlightedEntry.set(undefined);
}

/** Plays a tutorial on a phone that has no texts yet; stops one that is playing. */
export async function play(tutorial: Tutorial, system: SystemInfo): Promise<void> {
  stopPlaying();
  const control = new AbortController();
  running = control;
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
    for (const [index, { title, why, spot = '', play: act, isNeeded, pauseMs }] of steps) {
      if (signal.aborted) return;
      if (isNeeded && !isNeeded(scene)) continue;
      step = index;
      const showStep = (state: Playing['state']): void =>
        show({ step: index, title: evaluate(title, scene), why: evaluate(why, scene), state });
      spotlight.set(evaluate(spot, scene));
      showStep('acting');
      await act?.(scene);
      if (signal.aborted) return;
      spotlight.set(evaluate(spot, scene));
      showStep(stepwise.get() ? 'waiting' : 'pausing');
      await pause(Math.min(pauseMs ?? READING_MS.longest, readingTime(evaluate(why, scene))), signal);
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

function readingTime(caption: string): number {
  const { shortest, perCharacter, longest } = READING_MS;
  return Math.min(longest, Math.max(shortest, caption.length * perCharacter));
}

/** Waits for `ms`, or until the person asks for the next step; stepwise, only for the person. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      stop();
      signal.removeEventListener('abort', end);
      endPause = undefined;
      resolve();
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const begin = (): void => {
      clearTimeout(timer);
      if (!stepwise.get()) timer = setTimeout(end, ms);
    };
    const stop = stepwise.watch(begin);
    endPause = end;
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
    else begin();
  });
}

/** Adds a phone without earlier texts, so that the tutorial opens a new ticket. */
async function freshPhone(name: string): Promise<string> {
  const used = phones.get().list.map(({ number }) => ({ number }));
  const unused = phones
    .get()
    .list.find((phone) => phone.name === '' && texts.get()[phone.number]?.length === 0);
  let number = unused?.number ?? nextNumber(used);
  for (;;) {
    const list = await request(`/simulator/messages?number=${number}`, z.array(textShape));
    if (list.length === 0) break;
    used.push({ number });
    number = nextNumber(used);
  }
  addPhone(number, name);
  fetchTexts(number);
  return number;
}
