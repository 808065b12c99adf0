import { useEffect, useRef } from 'react';
import { poll, type Poll, type PollEnvironment } from './polling.ts';

const browser: PollEnvironment = {
  visible: () => document.visibilityState === 'visible',
  onAttention(listener) {
    const seen = () => {
      if (document.visibilityState === 'visible') listener();
    };
    document.addEventListener('visibilitychange', seen);
    addEventListener('focus', listener);
    addEventListener('online', listener);
    return () => {
      document.removeEventListener('visibilitychange', seen);
      removeEventListener('focus', listener);
      removeEventListener('online', listener);
    };
  },
  wait(ms, then) {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};

/**
 * Asks as long as the component stands there.
 *
 * @param about what is asked about: another one begins anew; undefined for nothing
 * @returns how to ask at once
 */
export function usePoll(
  ask: (signal: AbortSignal) => Promise<boolean>,
  about: string | undefined,
): () => void {
  const latest = useRef(ask);
  const running = useRef<Poll>(undefined);
  useEffect(() => {
    latest.current = ask;
  });
  useEffect(() => {
    if (about === undefined) return;
    const started = poll((signal) => latest.current(signal), browser);
    running.current = started;
    return () => {
      running.current = undefined;
      started.stop();
    };
  }, [about]);
  return useRef(() => running.current?.now()).current;
}
