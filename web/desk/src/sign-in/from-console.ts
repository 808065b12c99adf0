import * as z from 'zod/mini';

const schema = z.object({
  type: z.literal('frontdesk:sign-in'),
  name: z.string().check(z.minLength(1)),
  key: z.string().check(z.minLength(1)),
});

/** Tells the console that the desk can be signed in. */
export const READY = { type: 'frontdesk:desk-ready' } as const;

/** Whether pages of this origin are served by this machine. */
export function isLoopback(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  return protocol === 'http:' && (hostname === '127.0.0.1' || hostname === 'localhost');
}

/**
 * The name and key that the laptop's console sends to a desk in its frame; undefined for any other message.
 *
 * @param parent the window around the desk
 */
export function credentialsIn(
  { source, origin, data }: { source: unknown; origin: string; data: unknown },
  parent: unknown,
): { name: string; key: string } | undefined {
  if (source !== parent || !isLoopback(origin)) return undefined;
  const parsed = schema.safeParse(data);
  return parsed.success ? { name: parsed.data.name, key: parsed.data.key } : undefined;
}
