/** The main process's memory after so many rounds, after a garbage collection. */
export interface Sample {
  round: number;
  /** What is held: the heap in use and the buffers beside it. */
  heapMb: number;
  /** What the system gave it. */
  rssMb: number;
}

/** Growth that is taken for noise: of what is held, from the middle third of a run to its last. */
const ALLOWED_SHARE = 0.05;

/**
 * Whether what is held stops growing: caches fill up in the first third; after that, the mean of the last third may
 * exceed that of the middle one by 5 %.
 */
export function levelsOff(samples: readonly Sample[]): { isLevel: boolean; sentence: string } {
  const third = Math.floor(samples.length / 3);
  const mean = (some: readonly Sample[]): number =>
    some.reduce((sum, { heapMb }) => sum + heapMb, 0) / Math.max(some.length, 1);
  const middle = mean(samples.slice(third, 2 * third));
  const last = mean(samples.slice(-third));
  const growth = last / middle - 1;
  const isLevel = third > 0 && growth <= ALLOWED_SHARE;
  const percent = `${(growth * 100).toFixed(1)} %`;
  return {
    isLevel,
    sentence: isLevel
      ? `The main process levels off: its last third holds ${percent} more than its middle third.`
      : `The main process goes on growing: its last third holds ${percent} more than its middle third.`,
  };
}
