import type { Clock } from '../clock.ts';

/** The clock's time, ISO 8601 in UTC with milliseconds. */
export const isoNow = (clock: Pick<Clock, 'now'>): string => isoTime(clock.now());

export const isoTime = (ms: number): string => new Date(ms).toISOString();
