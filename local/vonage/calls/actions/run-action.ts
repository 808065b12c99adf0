import type { Call } from '../call.ts';
import type { Action } from '../ncco.ts';

/** Runs one action; the actions that it returns replace the rest of the NCCO. */
export type RunAction<A extends Action = Action> = (call: Call, action: A) => Promise<Action[] | undefined>;
