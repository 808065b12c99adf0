import type { Leg } from './leg.ts';
import type { Action } from './ncco.ts';

/** Something that happens to a call while its NCCO runs. */
export type Stimulus =
  | { type: 'digits'; digits: string }
  | { type: 'speech'; text: string; seconds: number }
  | { type: 'leg'; leg: Leg; act: 'answer' | 'reject' | 'busy' | 'hangup'; isMachine?: boolean | undefined }
  /** The event URL of a leg returned an NCCO that replaces the leg. */
  | { type: 'instead'; leg: Leg; actions: Action[] }
  | { type: 'time'; alarm: symbol };

/** Why an NCCO stops, whichever action it has reached. */
export type Interruption =
  { type: 'hangup'; by: string } | { type: 'transfer'; actions: Action[] } | { type: 'forget' };

/** Thrown inside an action to stop it. */
export class Interrupted extends Error {
  override readonly cause: Interruption;
  constructor(cause: Interruption) {
    super(`interrupted by ${cause.type}`);
    this.cause = cause;
  }
}
