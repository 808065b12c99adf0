import { withdrawUnlessTold } from '../deliveries/notify.ts';
import type { DeliveryStore } from '../deliveries/delivery.ts';
import { sideBySide } from '../side-by-side.ts';
import type { Outbox } from './outbox.ts';

export interface SweepDesk {
  outbox: Outbox;
  deliveries: Pick<DeliveryStore, 'withdraw'>;
  now: () => number;
  /** Hears of what went wrong with one text while the others go on. */
  onFailure: (error: unknown) => void;
}

/** Vonage takes 30 requests a second; a few at a time keep under it. */
const AT_ONCE = 4;
/** So many texts in a row that Vonage did not take in their time: it has had enough for now. */
const UNSENT_IN_A_ROW = 6;

/**
 * Sends the texts that are due, the rest of them the next time: when `until` (ms since the epoch) is over, or when
 * Vonage takes no more. One text that fails stops no other.
 *
 * @returns how many were sent
 */
export async function sweep(ids: string[], until: number, desk: SweepDesk): Promise<number> {
  const { outbox, deliveries, now, onFailure } = desk;
  let sent = 0;
  let unsent = 0;
  await sideBySide(ids, AT_ONCE, async (id) => {
    if (now() > until || unsent >= UNSENT_IN_A_ROW) return;
    try {
      const posted = await outbox.resume(id);
      if (posted.outcome === 'sent') sent += 1;
      unsent = posted.outcome === 'queued' || posted.outcome === 'unknown' ? unsent + 1 : 0;
      await withdrawUnlessTold(posted, deliveries);
    } catch (error) {
      onFailure(error);
    }
  });
  return sent;
}
