import type { Scheduler } from 'fast-check';

/** What stands before each atomic step of a store or carrier: nothing, a scheduler's turn, or the end of the process. */
export type Step = <T>(act: () => T) => Promise<T>;

export const atOnce: Step = (act) => Promise.resolve().then(act);

/** Each step waits for its turn; the scheduler's seed is the interleaving. */
export const inTurnOf =
  (scheduler: Scheduler): Step =>
  (act) =>
    scheduler.schedule(Promise.resolve()).then(act);

/** One execution environment that is killed after `steps` steps: what it would have done next never happens. */
export function mortal(steps: number): { step: Step; dead: Promise<'dead'> } {
  let left = steps;
  let die: (how: 'dead') => void = () => undefined;
  const dead = new Promise<'dead'>((resolve) => (die = resolve));
  const step: Step = (act) => {
    if (left > 0) {
      left -= 1;
      return atOnce(act);
    }
    die('dead');
    return new Promise(() => undefined);
  };
  return { step, dead };
}
