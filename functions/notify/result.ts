import type { NotifiedJson, NotNotifiedJson } from '../../contract/responses/notify.ts';
import type { Notified } from '../../desk/deliveries/notify.ts';
import { isAccountTrouble } from '../../desk/messages/account-hold.ts';
import { blockedError, isBlockReason } from '../../desk/messages/block-reason.ts';

/** A single number's failure is the status of the response; of several, each result has its own. */
export function statusOf([only, ...others]: Notified[]): number {
  if (!only || others.length > 0) return 200;
  switch (only.status) {
    case 'sent':
    case 'queued':
    case 'held':
      return 200;
    case 'invalid':
      return 400;
    case 'opted-out':
    case 'refused':
      return isBlockReason(only.reason) ? blockedError(only.reason).status : 403;
    case 'failed':
      return only.reason === 'vonage' ? 502 : 503;
  }
}

/** Whether the customer gets the notification, now or later. */
export const isAccepted = ({ status }: Notified): boolean =>
  status === 'sent' || status === 'queued' || status === 'held';

/** A page with nothing sent is no success, however many numbers were entered. */
export function statusOfPage(results: Notified[]): number {
  return results.some(isAccepted) ? 200 : statusOf(results.slice(0, 1));
}

/** A sentence, and each number's own result. */
export function toNotifyResponse(notified: Notified[]): NotifiedJson | NotNotifiedJson {
  const results = notified.map(({ number, status, id, until, error }) => ({
    number,
    status,
    ...(id !== undefined && { id }),
    ...(until !== undefined && { until: new Date(until).toISOString() }),
    ...(error !== undefined && { error }),
  }));
  const summary = sentence(notified);
  return statusOf(notified) === 200 ? { message: summary, results } : { error: summary, results };
}

function sentence(results: Notified[]): string {
  const [only, ...others] = results;
  if (only && others.length === 0) return sentenceOf(only);
  const count = (status: Notified['status']): number =>
    results.filter((result) => result.status === status).length;
  const waiting = (['queued', 'held'] as const)
    .filter((status) => count(status) > 0)
    .map((status) => `, ${count(status)} ${status}`);
  return `Notification sent to ${count('sent')} of ${results.length} numbers${waiting.join('')}`;
}

function sentenceOf({ number, status, until, heldFor, error }: Notified): string {
  switch (status) {
    case 'sent':
      return `Notification sent to ${number}`;
    case 'queued':
      return `Notification queued for ${number}`;
    case 'held':
      return isAccountTrouble(heldFor)
        ? `Notification to ${number} held until Vonage takes the account's texts again`
        : `Notification to ${number} held in quiet hours${until === undefined ? '' : `, until ${new Date(until).toISOString()}`}`;
    case 'invalid':
    case 'opted-out':
    case 'refused':
    case 'failed':
      return error ?? 'The notification was not sent.';
  }
}
