import { useState } from 'react';
import { readColleagues, sayAvailable, type Colleague } from '../api.ts';
import { toProblem, isAbort, type Problem } from '../problem.ts';
import type { Session } from '../session.ts';
import { usePoll } from '../use-poll.ts';

/** Who may be rung. */
export interface Availability {
  colleagues: Colleague[];
  /** Undefined until it is known. */
  available: boolean | undefined;
  problem: Problem | undefined;
  say: (available: boolean) => void;
}

export function useAvailability(session: Session): Availability {
  const [colleagues, setColleagues] = useState<Colleague[]>([]);
  /** What the agent has just said, until the desk says it too. */
  const [wanted, setWanted] = useState<boolean>();
  const [problem, setProblem] = useState<Problem>();

  const refresh = usePoll(async (signal) => {
    try {
      setColleagues(await readColleagues(session, signal));
      return true;
    } catch (error) {
      if (isAbort(error)) return true;
      return false;
    }
  }, 'roster');

  function say(available: boolean): void {
    setWanted(available);
    setProblem(undefined);
    sayAvailable(session, available)
      .then(() => {
        setColleagues((all) => all.map((one) => (one.name === session.name ? { ...one, available } : one)));
        refresh();
      })
      .catch((error: unknown) => setProblem(toProblem(error)))
      .finally(() => setWanted(undefined));
  }

  const known = colleagues.find(({ name }) => name === session.name)?.available;
  return { colleagues, available: wanted ?? known, problem, say };
}
