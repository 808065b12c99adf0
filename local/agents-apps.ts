import * as z from 'zod';
import type { Clock, Timer } from './clock.ts';

/** What an authorizer of API Gateway answers, before any function of ours is asked. */
const GUARDED = '{"message":"Unauthorized"}';

const token = z.object({ jwt: z.string(), expires_at: z.iso.datetime() });

/**
 * The agents' apps on the laptop: each fetches its JWT from /api/jwt, exactly as the published client apps do, signs
 * in to Vonage with it, and fetches a new one when half its time is over. Where an identity provider vouches for agents
 * (`oidcIssuer` in cdk.json) no key gets a JWT: they are left out.
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
    say,
    onError,
  }: {
    apiUrl: string;
    simulatorUrl: string;
    mobileApiKey: string;
    clock: Clock;
    say: (step: string) => void;
    onError: (error: unknown) => void;
  },
): Promise<() => void> {
  const timers = new Map<string, Timer>();

  /** False where the gateway lets in tokens of an identity provider only. */
  async function signIn(name: string): Promise<boolean> {
    const answer = await fetch(`${apiUrl}/api/jwt`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ mobile_api_key: mobileApiKey, user_name: name }),
    });
    if (!answer.ok) {
      const text = await answer.text();
      if (answer.status === 401 && text === GUARDED) return false;
      throw new Error(`${name}'s app got no JWT (${answer.status}): ${text}`);
    }
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
      clock.after(halfway, () => signIn(name).then(() => undefined, onError)),
    );
    return true;
  }

  // One after the other: the second finds the function warm.
  for (const name of names) {
    if (await signIn(name)) continue;
    say("Leaving out the agents' apps: agents sign in at your identity provider, on the page /desk");
    break;
  }
  return () => {
    for (const timer of timers.values()) timer.cancel();
  };
}
