import * as z from 'zod/mini';

const KEY = 'frontdesk.sign-in';
/** Between a window in which an agent signs in again and the desk that waits for it. */
export const CHANNEL = 'frontdesk.sign-in';

const keptSchema = z.object({ state: z.string(), verifier: z.string(), nonce: z.string() });

/** What is known of a sign-in while the agent is at the identity provider. */
export type PendingSignIn = z.output<typeof keptSchema>;

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Kept for the way to the provider and back, and no longer. */
export const storePendingSignIn = (kept: PendingSignIn, store: Store): void =>
  store.setItem(KEY, JSON.stringify(kept));

/** What {@link storePendingSignIn} kept; it is kept no longer. */
export function takePendingSignIn(store: Store): PendingSignIn | undefined {
  const written = store.getItem(KEY);
  store.removeItem(KEY);
  try {
    const parsed = keptSchema.safeParse(JSON.parse(written ?? ''));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the query is one with which an identity provider sends somebody back. */
export function isProviderRedirect(search: string): boolean {
  const parameters = new URLSearchParams(search);
  return parameters.has('state') && (parameters.has('code') || parameters.has('error'));
}
