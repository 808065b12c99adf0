import * as z from 'zod/mini';

const KEY = 'frontdesk.sign-in';
/** The BroadcastChannel between a window in which an agent signs in again and the page that waits for it. */
export const CHANNEL = 'frontdesk.sign-in';

const pendingSchema = z.object({ state: z.string(), verifier: z.string(), nonce: z.string() });

/** What is needed to finish a sign-in when the agent comes back from the identity provider. */
export type PendingSignIn = z.output<typeof pendingSchema>;

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export const storePendingSignIn = (pending: PendingSignIn, store: Store): void =>
  store.setItem(KEY, JSON.stringify(pending));

/** Reads and removes what {@link storePendingSignIn} stored. */
export function takePendingSignIn(store: Store): PendingSignIn | undefined {
  const stored = store.getItem(KEY);
  store.removeItem(KEY);
  try {
    const parsed = pendingSchema.safeParse(JSON.parse(stored ?? ''));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the query is that of an identity provider's redirect back to the desk. */
export function isProviderRedirect(search: string): boolean {
  const parameters = new URLSearchParams(search);
  return parameters.has('state') && (parameters.has('code') || parameters.has('error'));
}
