import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import { readThread, type Message, type ThreadPage } from '../api.ts';
import { isAbort, toProblem, type Problem } from '../problem.ts';
import type { Session } from '../session.ts';
import { usePoll } from '../use-poll.ts';
import { findConcurrentChange, type ConcurrentChange } from './concurrent-change.ts';
import { confirmedByThread, type Drafts } from './drafts.ts';
import { newMessages, withEarlier, withMessage, withNewest, type Thread } from './lines.ts';

/** One ticket's thread, kept up to date. */
export interface LiveThread {
  thread: Thread | undefined;
  /** Why the last request for it failed. */
  problem: Problem | undefined;
  /** There is no such ticket. */
  isMissing: boolean;
  /** The messages that the latest poll brought. */
  fresh: Message[];
  concurrentChange: ConcurrentChange | undefined;
  dismissChange: () => void;
  refresh: () => void;
  loadEarlier: () => void;
  loadingEarlier: boolean;
  /** Adds a message from the response to a request of this agent's. */
  addMessage: (message: Message) => void;
  /** This agent closes or reopens the ticket: the next change of its status is not reported as somebody else's. */
  beginOwnChange: () => void;
  /** The request to close or reopen it failed. */
  cancelOwnChange: () => void;
}

/** The thread and what its latest poll brought are one state, so that they change in one render. */
interface State {
  thread?: Thread;
  fresh: Message[];
  concurrentChange?: ConcurrentChange | undefined;
}

type Change = (next: (current: State) => State) => void;

export function useThread(session: Session, number: number, drafts: Drafts): LiveThread {
  const [state, latest, change] = useLatestState();
  const [problem, setProblem] = useState<Problem>();
  const isOwnChange = useRef(false);

  function applyPage(page: ThreadPage): void {
    const { thread: before } = latest.current;
    const thread = withNewest(before, page);
    const fresh = newMessages(before, thread);
    for (const { key } of confirmedByThread(drafts.outgoing(number), fresh, session.name))
      drafts.remove(number, key);
    const found = findConcurrentChange(before, thread, { me: session.name, isOwn: isOwnChange.current });
    if (before?.ticket.status !== thread.ticket.status) isOwnChange.current = false;
    change((current) => ({ thread, fresh, concurrentChange: found ?? current.concurrentChange }));
  }

  const refresh = usePoll(async (signal) => {
    try {
      applyPage(await readThread(session, number, { signal }));
      setProblem(undefined);
      return true;
    } catch (error) {
      if (!isAbort(error)) setProblem(toProblem(error));
      return false;
    }
  }, String(number));

  return {
    ...state,
    thread: state.thread,
    concurrentChange: state.concurrentChange,
    problem,
    isMissing: problem?.status === 404 && !state.thread,
    dismissChange: () => change((current) => ({ ...current, concurrentChange: undefined })),
    refresh,
    ...useEarlier({ session, number, latest, change, onProblem: setProblem }),
    addMessage: (message) =>
      change((current) => withThread(current, (thread) => withMessage(thread, message))),
    beginOwnChange: () => {
      isOwnChange.current = true;
    },
    cancelOwnChange: () => {
      isOwnChange.current = false;
    },
  };
}

const withThread = (state: State, next: (thread: Thread) => Thread): State =>
  state.thread ? { ...state, thread: next(state.thread) } : state;

/** State that responses can read and change between two renders. */
function useLatestState(): [State, RefObject<State>, Change] {
  const [state, setState] = useState<State>({ fresh: [] });
  const latest = useRef(state);
  const change = useCallback<Change>((next) => {
    latest.current = next(latest.current);
    setState(latest.current);
  }, []);
  return [state, latest, change];
}

interface EarlierOptions {
  session: Session;
  number: number;
  latest: RefObject<State>;
  change: Change;
  onProblem: (problem: Problem) => void;
}

/** Loads the page before the earliest text that is shown; one request at a time. */
function useEarlier({ session, number, latest, change, onProblem }: EarlierOptions) {
  const [loadingEarlier, setLoading] = useState(false);
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  function loadEarlier(): void {
    const { thread } = latest.current;
    if (thread?.earlier === undefined || loadingEarlier) return;
    setLoading(true);
    const controller = new AbortController();
    running.current = controller;
    readThread(session, number, { earlier: thread.earlier, signal: controller.signal })
      .then((page) =>
        change((current) => withThread({ ...current, fresh: [] }, (now) => withEarlier(now, page))),
      )
      .catch((error: unknown) => {
        if (!isAbort(error)) onProblem(toProblem(error));
      })
      .finally(() => setLoading(false));
  }

  return { loadEarlier, loadingEarlier };
}
