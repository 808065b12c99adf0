import type { Notified } from '../../desk/deliveries/notify.ts';
import { markup, page } from '../../edge/http/page.ts';
import { sentence, statusOf } from './result.ts';

const again = markup`<p><a href="/notify">Notify another number</a></p>`;

/** What the form's sender sees afterwards. A number that was no number is not repeated. */
export function resultPage(results: Notified[]): string {
  if (statusOf(results) !== 200) return refusedPage(sentence(results));
  const title = results.every(({ status }) => status === 'sent') ? 'Done' : 'Waiting';
  return page('Notification', markup`<h1>${title}</h1><p role="status">${sentence(results)}</p>${again}`);
}

export function refusedPage(reason: string): string {
  return page('Notification', markup`<h1>Not sent</h1><p role="alert">${reason}</p>${again}`);
}
