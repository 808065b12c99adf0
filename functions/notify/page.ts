import { markup, page } from '../../edge/http/page.ts';
import { sentence, type Result } from './result.ts';

const again = markup`<p><a href="/notify">Notify another number</a></p>`;

/** What the form's sender sees afterwards. A number that was no number is not repeated. */
export function resultPage(results: Result[]): string {
  const [only] = results;
  if (only?.status !== 'sent' && only?.status !== 'queued') {
    return refusedPage(only?.error ?? 'The notification was not sent.');
  }
  return page('Notification', markup`<h1>Done</h1><p role="status">${sentence(results)}</p>${again}`);
}

export function refusedPage(reason: string): string {
  return page('Notification', markup`<h1>Not sent</h1><p role="alert">${reason}</p>${again}`);
}
