import { useCallback, useEffect, useRef, useState } from 'react';
import { readThread, type Message, type ThreadPage } from '../api.ts';
import { toProblem, isAbort, type Problem } from '../problem.ts';
import type { Session } from '../session.ts';
import { usePoll } from '../use-poll.ts';
import { confirmedByThread, type Drafts } from './drafts.ts';
import { newMessages, withEarlier, withMessage, withNewest, type Thread } from './lines.ts';
import { findConcurrentChange, type ConcurrentChange } from './concurrent-change.ts';

/** One ticket's thread, kept up to date. */
export interface LiveThread {
  thread: Thread | undefined;
  problem: Problem | undefined;
  /** What came with the last look, and what somebody else did. */
  fresh: Message[];
  meanwhile: ConcurrentChange | undefined;
  dismiss: () => void;
  refresh: () => void;
  earlier: () => void;
  loadingEarlier: boolean;
  /** Puts in a text that the desk answered with. */
  add: (message: Message) => void;
  /** This agent closes or reopens it: the next look at it is no news of somebody else. */
  acting: () => void;
  /** What it tried did not come about. */
  notActing: () => void;
}

/** A thread and the news that came with its last look stand in one state: they change together. */
interface State {
  thread?: Thread;
  fresh: Message[];
  meanwhile?: ConcurrentChange | undefined;
}

export function useThread(session: Session, number: number, drafts: Drafts): LiveThread {
  const [state, setState] = useState<State>({ fresh: [] });
  const [problem, setProblem] = useState<Problem>();
  const [loadingEarlier, setLoadingEarlier] = useState(false);
  const mine = useRef(false);
  const latest = useRef(state);

  /** The state as it is now, not as it was drawn last: answers come in between. */
  const change = useCallback((next: (current: State) => State) => {
    latest.current = next(latest.current);
    setState(latest.current);
  }, []);

  const take = useCallback(
    (page: ThreadPage) => {
      const { thread: before } = latest.current;
      const thread = withNewest(before, page);
      const fresh = newMessages(before, thread);
      for (const { key } of confirmedByThread(drafts.outgoing(number), fresh, session.name))
        drafts.remove(number, key);
      const other = findConcurrentChange(before, thread, { me: session.name, mine: mine.current });
      if (before?.ticket.status !== thread.ticket.status) mine.current = false;
      change((current) => ({ thread, fresh, meanwhile: other ?? current.meanwhile }));
    },
    [change, drafts, number, session.name],
  );

  const refresh = usePoll(async (signal) => {
    try {
      take(await readThread(session, number, { signal }));
      setProblem(undefined);
      return true;
    } catch (error) {
      if (!isAbort(error)) setProblem(toProblem(error));
      return false;
    }
  }, String(number));

  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  function earlier(): void {
    const { thread } = latest.current;
    if (thread?.earlier === undefined || loadingEarlier) return;
    setLoadingEarlier(true);
    const asking = new AbortController();
    running.current = asking;
    readThread(session, number, { earlier: thread.earlier, signal: asking.signal })
      .then((page) =>
        change((current) =>
          current.thread ? { ...current, fresh: [], thread: withEarlier(current.thread, page) } : current,
        ),
      )
      .catch((error: unknown) => {
        if (!isAbort(error)) setProblem(toProblem(error));
      })
      .finally(() => setLoadingEarlier(false));
  }

  return {
    thread: state.thread,
    problem,
    fresh: state.fresh,
    meanwhile: state.meanwhile,
    dismiss: () => change((current) => ({ ...current, meanwhile: undefined })),
    refresh,
    earlier,
    loadingEarlier,
    add: (message) =>
      change((current) =>
        current.thread ? { ...current, thread: withMessage(current.thread, message) } : current,
      ),
    acting: () => {
      mine.current = true;
    },
    notActing: () => {
      mine.current = false;
    },
  };
}
