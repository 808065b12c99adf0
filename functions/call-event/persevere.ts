import { isOutage } from '../../edge/aws/dynamodb/outage.ts';
import { describe, log } from '../../edge/aws/log.ts';
import { inTime } from '../shared/in-time.ts';

/** Left for the response when the time is up. */
const MARGIN_MS = 1_000;
/** An attempt that starts later would hardly finish. */
const MIN_ATTEMPT_MS = 1_000;
const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 2_000;

/**
 * Does the work, and retries while a service that it needs is out, as long as there is time. Vonage delivers an event
 * that failed once more at once, and then never again: what is lost here stays lost. Vonage may stop waiting earlier; the
 * function continues, and an event that is delivered twice is stored once.
 *
 * @param remainingMs how long it may still be tried
 * @param random      from 0 up to 1: spreads the pauses of many events that failed together
 * @throws whatever the last attempt threw; TooLate for one that did not end in time
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
      const wait = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), MAX_PAUSE_MS) * (0.5 + random() / 2);
      if (!isOutage(error) || remainingMs() < wait + MIN_ATTEMPT_MS + MARGIN_MS) throw error;
      log('warn', 'event-tried-again', { tries, ...describe(error) });
      await pause(wait);
    }
  }
}
