import { useState } from 'react';
import { readTickets, type Ticket } from '../api.ts';
import { isAbort, toProblem, type Problem } from '../problem.ts';
import type { Session } from '../session.ts';
import { usePoll } from '../use-poll.ts';
import { withFirstPage, withNextPage, type TicketList } from './list.ts';

/** A list of tickets, kept up to date. */
export interface LiveTickets {
  list: TicketList | undefined;
  /** Why the last request for it failed. */
  problem: Problem | undefined;
  refresh: () => void;
  /** Loads the next page. */
  loadMore: () => void;
  loadingMore: boolean;
}

/** @param enabled whether the list is polled */
export function useTickets(session: Session, status: Ticket['status'], enabled = true): LiveTickets {
  const [list, setList] = useState<TicketList>();
  const [problem, setProblem] = useState<Problem>();
  const [loadingMore, setLoadingMore] = useState(false);

  const refresh = usePoll(
    async (signal) => {
      try {
        const page = await readTickets(session, { status, signal });
        setList((current) => withFirstPage(current, page));
        setProblem(undefined);
        return true;
      } catch (error) {
        if (!isAbort(error)) setProblem(toProblem(error));
        return false;
      }
    },
    enabled ? status : undefined,
  );

  function loadMore(): void {
    if (list?.cursor === undefined || loadingMore) return;
    setLoadingMore(true);
    readTickets(session, { status, cursor: list.cursor })
      .then((page) => {
        setList((current) => (current ? withNextPage(current, page) : page));
        setProblem(undefined);
      })
      .catch((error: unknown) => setProblem(toProblem(error)))
      .finally(() => setLoadingMore(false));
  }

  return { list, problem, refresh, loadMore, loadingMore };
}
