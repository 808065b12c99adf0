import { isOutage } from '../../edge/aws/dynamodb/outage.ts';
import { describe, log } from '../../edge/aws/log.ts';
import { inTime } from '../shared/voice.ts';

/** For the answer, when the time is up. */
const MARGIN_MS = 1_000;
/** A try that begins later would hardly end. */
const SHORTEST_TRY_MS = 1_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Does the work, and does it again while a service that it needs is out, as long as there is time. Vonage tells
 * an event that failed once more at once, and then never: what is lost here is lost. Vonage may stop waiting before; the
 * function runs on all the same, and an event that is told twice is kept once.
 *
 * @param remainingMs how long it may still be tried
 * @param random      from 0 up to 1: the pauses of many events that failed together are spread by it
 * @throws whatever the last try threw; TooLate for one that did not end in time
 */
export async function persevere<T>(
  work: () => Promise<T>,
  {
    remainingMs,
    pause,
    random,
  }: { remainingMs: () => number; pause: (ms: number) => Promise<unknown>; random: () => number },
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await inTime(work(), Math.max(remainingMs() - MARGIN_MS, 0));
    } catch (error) {
      const wait = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS) * (0.5 + random() / 2);
      if (!isOutage(error) || remainingMs() < wait + SHORTEST_TRY_MS + MARGIN_MS) throw error;
      log('warn', 'event-tried-again', { tries, ...describe(error) });
      await pause(wait);
    }
  }
}
