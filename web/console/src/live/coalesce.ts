/**
 * Delays `work` so that a burst of requests for a key is one run. Runs for a key never overlap: a request during one is
 * followed by another run. Failures are ignored.
 */
export function coalesce(work: (key: string) => Promise<void>, ms: number): (key: string) => void {
  const waiting = new Set<string>();
  const running = new Set<string>();
  const start = (key: string): void => {
    if (running.has(key)) return;
    running.add(key);
    setTimeout(() => {
      waiting.delete(key);
      void work(key)
        .catch(() => undefined)
        .finally(() => {
          running.delete(key);
          if (waiting.has(key)) start(key);
        });
    }, ms);
  };
  return (key) => {
    waiting.add(key);
    start(key);
  };
}
