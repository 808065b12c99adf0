/** The time, ms since the epoch: the one clock of the functions. */
export const now = (): number => Date.now();
