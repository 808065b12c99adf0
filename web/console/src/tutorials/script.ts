import type { SystemInfo } from '../live/shapes.ts';

/** The part of the page that is highlighted; empty for none. */
export type Spotlight = 'phone' | 'timeline' | `agent ${string}` | '';

/** What the steps of a tutorial work with. */
export interface Scene {
  readonly system: SystemInfo;
  /** The customer's phone. */
  readonly phone: string;
  readonly signal: AbortSignal;
  /** Values from earlier steps, for later ones and for captions. */
  readonly found: Record<string, string>;
}

/** A step: its caption, and what is done. */
export interface Step {
  title: string | ((scene: Scene) => string);
  why: string | ((scene: Scene) => string);
  spot?: Spotlight | ((scene: Scene) => Spotlight);
  /** Sends real requests, and resolves when their effect is there. */
  play?: (scene: Scene) => Promise<void>;
  /** Whether the step applies; default: it does. */
  isNeeded?: (scene: Scene) => boolean;
  /** The longest pause after the step, ms: a phone does not ring for ever. */
  pauseMs?: number;
}

export interface Tutorial {
  id: '1' | '2' | '3';
  title: string;
  about: string;
  /** The screen of the phone that it is played on. */
  screen: 'support' | 'delivery' | 'calls';
  steps: readonly Step[];
  /** What the person can try afterwards. */
  afterwards: string;
}

/** A value that may depend on the scene. */
export const evaluate = <T>(what: T | ((scene: Scene) => T), scene: Scene): T =>
  what instanceof Function ? what(scene) : what;
