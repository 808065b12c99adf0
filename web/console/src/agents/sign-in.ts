import * as z from 'zod/mini';

const readyShape = z.object({ type: z.literal('frontdesk:desk-ready') });

/** What a frame's desk is told so that it signs in by itself. */
export interface SignIn {
  type: 'frontdesk:sign-in';
  name: string;
  key: string;
}

/**
 * The answer to a message that came to this page: who signs in, when a desk of ours says that it is ready. Any other
 * page's message, and any frame that is not of ours, gets none: the answer holds a key.
 */
export function signInReply(
  message: { origin: string; data: unknown; source: unknown },
  { apiUrl, key, frames }: { apiUrl: string; key: string; frames: ReadonlyMap<unknown, string> },
): SignIn | undefined {
  if (message.source === null || message.origin !== new URL(apiUrl).origin) return undefined;
  const name = frames.get(message.source);
  if (name === undefined || !readyShape.safeParse(message.data).success) return undefined;
  return { type: 'frontdesk:sign-in', name, key };
}
