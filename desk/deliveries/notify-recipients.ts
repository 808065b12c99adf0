import { mapConcurrent } from '../map-concurrent.ts';
import { notifyCustomer, type NotificationRequest, type Notified, type Recipient } from './notify.ts';
import { isRecipient, notStored, type RecipientDesk } from './recipients.ts';

/** API Gateway waits 30 s for a response. After this time texts are only stored, for the sweep to send. */
const SEND_WITHIN_MS = 10_000;
/** After this time they are not even stored. */
const STORE_WITHIN_MS = 16_000;
/** Vonage accepts 30 requests a second: a few concurrent ones stay below that, and are soon done. */
const SEND_CONCURRENCY = 5;
/** After so many texts that Vonage did not accept in time, the others are only stored. */
const MAX_UNSENT = 3;

/** Notifies each recipient within the request's time; results that are final already are returned as they are. */
export function notifyRecipients(
  recipients: (Recipient | Notified)[],
  request: NotificationRequest,
  began: number,
  desk: RecipientDesk,
): Promise<Notified[]> {
  let unsent = 0;
  return mapConcurrent(recipients, SEND_CONCURRENCY, async (one) => {
    if (!isRecipient(one)) return one;
    const elapsedMs = desk.now() - began;
    if (elapsedMs > STORE_WITHIN_MS) return notStored(one.number);
    const queue = elapsedMs > SEND_WITHIN_MS || unsent >= MAX_UNSENT;
    const result = await notifyOne(one, request, queue, desk);
    if (!queue && result.status === 'queued') unsent += 1;
    return result;
  });
}

async function notifyOne(
  recipient: Recipient,
  request: NotificationRequest,
  queue: boolean,
  desk: RecipientDesk,
): Promise<Notified> {
  const { number } = recipient;
  let isStored = false;
  const onStored = (): Promise<void> => {
    isStored = true;
    return Promise.resolve();
  };
  try {
    return await notifyCustomer(recipient, request, desk, { queue, onStored });
  } catch (error) {
    desk.onFailure(error);
    // The sweep sends a stored text, whatever failed after it was stored.
    return isStored ? { number, status: 'queued', reason: 'busy' } : notStored(number);
  }
}
