import { useState } from 'react';
import { readColleagues, setAvailability, type Colleague } from '../api.ts';
import { isAbort, toProblem, type Problem } from '../problem.ts';
import type { Session } from '../session.ts';
import { usePoll } from '../use-poll.ts';

/** Which agents calls may ring. */
export interface Availability {
  colleagues: Colleague[];
  /** Whether calls may ring this agent; undefined until it is known. */
  available: boolean | undefined;
  problem: Problem | undefined;
  setAvailable: (available: boolean) => void;
}

export function useAvailability(session: Session): Availability {
  const [colleagues, setColleagues] = useState<Colleague[]>([]);
  /** What the agent chose, until the API confirms it. */
  const [requested, setRequested] = useState<boolean>();
  const [problem, setProblem] = useState<Problem>();

  const refresh = usePoll(async (signal) => {
    try {
      setColleagues(await readColleagues(session, signal));
      return true;
    } catch (error) {
      return isAbort(error);
    }
  }, 'roster');

  function setAvailable(available: boolean): void {
    setRequested(available);
    setProblem(undefined);
    setAvailability(session, available)
      .then(() => {
        setColleagues((all) => all.map((one) => (one.name === session.name ? { ...one, available } : one)));
        refresh();
      })
      .catch((error: unknown) => setProblem(toProblem(error)))
      .finally(() => setRequested(undefined));
  }

  const stored = colleagues.find(({ name }) => name === session.name)?.available;
  return { colleagues, available: requested ?? stored, problem, setAvailable };
}
