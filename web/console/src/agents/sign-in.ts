import * as z from 'zod/mini';

const readyShape = z.object({ type: z.literal('frontdesk:desk-ready') });

/** The message with which a desk in a frame signs in. */
export interface SignIn {
  type: 'frontdesk:sign-in';
  name: string;
  key: string;
}

/**
 * The reply to a message that this page received: the agent's credentials, for a ready desk in one of its frames. It holds
 * a key, so any other page, frame or message gets none.
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
