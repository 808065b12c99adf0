import { useEffect, useRef } from 'react';
import { poll, type Poll, type PollEnvironment } from './polling.ts';

const browser: PollEnvironment = {
  visible: () => document.visibilityState === 'visible',
  onAttention(listener) {
    const onVisibilityChange = () => {
      if (document.visibilityState === 'visible') listener();
    };
    document.addEventListener('visibilitychange', onVisibilityChange);
    addEventListener('focus', listener);
    addEventListener('online', listener);
    return () => {
      document.removeEventListener('visibilitychange', onVisibilityChange);
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
 * Repeats a request while the component is mounted.
 *
 * @param key what is requested: another key starts over, undefined stops
 * @returns how to send the request at once
 */
export function usePoll(
  request: (signal: AbortSignal) => Promise<boolean>,
  key: string | undefined,
): () => void {
  const latest = useRef(request);
  const running = useRef<Poll>(undefined);
  useEffect(() => {
    latest.current = request;
  });
  useEffect(() => {
    if (key === undefined) return;
    const started = poll((signal) => latest.current(signal), browser);
    running.current = started;
    return () => {
      running.current = undefined;
      started.stop();
    };
  }, [key]);
  return useRef(() => running.current?.now()).current;
}
