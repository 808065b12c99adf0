import * as z from 'zod';
import type { Clock, Timer } from './clock.ts';

const token = z.object({ jwt: z.string(), expires_at: z.iso.datetime() });

/**
 * The agents' apps on the laptop: each fetches its JWT from /api/jwt, exactly as the published client apps do, signs
 * in to Vonage with it, and fetches a new one when half its time is over.
 *
 * @returns a function that stops them
 */
export async function keepSignedIn(
  names: string[],
  {
    apiUrl,
    simulatorUrl,
    mobileApiKey,
    clock,
    onError,
  }: {
    apiUrl: string;
    simulatorUrl: string;
    mobileApiKey: string;
    clock: Clock;
    onError: (error: unknown) => void;
  },
): Promise<() => void> {
  const timers = new Map<string, Timer>();

  async function signIn(name: string): Promise<void> {
    const answer = await fetch(`${apiUrl}/api/jwt`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ mobile_api_key: mobileApiKey, user_name: name }),
    });
    if (!answer.ok) throw new Error(`${name}'s app got no JWT (${answer.status}): ${await answer.text()}`);
    const { jwt, expires_at } = token.parse(await answer.json());
    const session = await fetch(`${simulatorUrl}/simulator/sessions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${jwt}` },
    });
    if (!session.ok)
      throw new Error(`Vonage refused ${name}'s app (${session.status}): ${await session.text()}`);
    const halfway = (Date.parse(expires_at) - clock.now()) / 2;
    timers.set(
      name,
      clock.after(halfway, () => signIn(name).catch(onError)),
    );
  }

  // One after the other: the second finds the function warm.
  for (const name of names) await signIn(name);
  return () => {
    for (const timer of timers.values()) timer.cancel();
  };
}
