/** The main process's memory after a number of rounds, measured after a garbage collection. */
export interface Sample {
  round: number;
  /** The used heap and the buffers outside it. */
  heapMb: number;
  /** The resident set. */
  rssMb: number;
}

/** Growth of the used memory from the middle third of a run to its last third that counts as noise. */
const ALLOWED_SHARE = 0.05;

/**
 * Whether the used memory stops growing. Caches fill in the first third; after that, the mean of the last third may
 * exceed the mean of the middle third by 5 %.
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
