import type { Oidc } from '../api.ts';
import { Problem } from '../problem.ts';
import type { CredentialSource } from '../session.ts';
import { CHANNEL, storePendingSignIn } from './pending-sign-in.ts';

/** Sends this page to the identity provider; it comes back with a code. Never resolves. */
export async function redirectToProvider(oidc: Oidc, storage: Storage): Promise<void> {
  const { beginSignIn } = await import('./oidc.ts');
  const { url, pending } = await beginSignIn(oidc);
  storePendingSignIn(pending, storage);
  location.assign(url);
  // Keeps the form disabled until the page is left.
  await new Promise(() => undefined);
}

/**
 * Signs in at the identity provider in a window of its own, so that this page and its drafts stay.
 *
 * @param signal gives up waiting: whether the window was closed cannot be observed
 * @returns the agent's credentials; undefined when given up
 * @throws Problem
 */
export async function signInByWindow(oidc: Oidc, signal: AbortSignal): Promise<CredentialSource | undefined> {
  // Before anything asynchronous: browsers allow a window only as the direct effect of a click.
  const popup = window.open('', 'frontdesk-sign-in', 'popup,width=480,height=680');
  const { beginSignIn, finishSignIn } = await import('./oidc.ts');
  const { url, pending } = await beginSignIn(oidc);
  // Blocked by the browser, which says so itself. Redirecting instead would lose the drafts.
  if (!popup) throw new Problem('refused');
  if (signal.aborted) return undefined;
  popup.location.href = url;
  const search = await returnedSearch(signal);
  return search === undefined ? undefined : finishSignIn(oidc, search, pending);
}

/** Hands the code of a window that {@link signInByWindow} opened to the page that waits for it, and closes the window. */
export function returnFromWindow(search: string): void {
  new BroadcastChannel(CHANNEL).postMessage({ search });
  window.close();
}

/** The query with which the provider sent the window back; undefined when `signal` is aborted first. */
function returnedSearch(signal: AbortSignal): Promise<string | undefined> {
  const channel = new BroadcastChannel(CHANNEL);
  return new Promise<string | undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined));
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'object' && data !== null && 'search' in data && typeof data.search === 'string') {
        resolve(data.search);
      }
    };
  }).finally(() => channel.close());
}
