/**
 * Runs `work` for each key soon after it was last asked for, never twice at once for the same key: a burst of causes is
 * one run, and what is asked for meanwhile is run again after it.
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
