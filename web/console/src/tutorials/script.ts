import type { SystemInfo } from '../live/shapes.ts';

/** What the page draws the eye to: the phone, an agent's desk, or nothing. */
export type Spotlight = 'phone' | 'timeline' | `agent ${string}` | '';

/** What a tutorial's steps know of the stage that they play on. */
export interface Scene {
  readonly system: SystemInfo;
  /** The customer's phone. */
  readonly phone: string;
  readonly signal: AbortSignal;
  /** What earlier steps found out, for later ones and for captions. */
  readonly found: Record<string, string>;
}

/** A step: what is told, then what is done. */
export interface Step {
  title: string | ((scene: Scene) => string);
  why: string | ((scene: Scene) => string);
  spot?: Spotlight | ((scene: Scene) => Spotlight);
  /** Does it, with real calls, and returns when what was to happen has happened. */
  play?: (scene: Scene) => Promise<void>;
  /** Whether there is anything to do here at all. */
  isNeeded?: (scene: Scene) => boolean;
  /** The longest pause after it, where time is short: a phone does not ring for ever. */
  pauseMs?: number;
}

/** A tutorial from its beginning to its end. */
export interface Tutorial {
  id: '1' | '2' | '3';
  title: string;
  about: string;
  /** Which of the phone's screens it is played on. */
  screen: 'support' | 'delivery' | 'calls';
  steps: readonly Step[];
  /** What to try by oneself afterwards. */
  afterwards: string;
}

export const resolve = <T>(what: T | ((scene: Scene) => T), scene: Scene): T =>
  what instanceof Function ? what(scene) : what;
