import * as z from 'zod';
import type { Clock, Timer } from './clock.ts';

/** The response of API Gateway's JWT authorizer, which comes before any function of ours runs. */
const UNAUTHORIZED = '{"message":"Unauthorized"}';

const token = z.object({ jwt: z.string(), expires_at: z.iso.datetime() });

/**
 * Runs the agents' apps on this machine: each fetches its JWT from /api/jwt, as the published client apps do, signs in
 * to Vonage with it, and fetches a new one after half of its lifetime. Where an identity provider authenticates agents
 * (`oidcIssuer` in cdk.json) the shared key gets no JWT, so no app is signed in.
 *
 * @returns a function that stops the renewals
 */
export async function keepSignedIn(
  names: string[],
  {
    apiUrl,
    simulatorUrl,
    mobileApiKey,
    clock,
    onStep,
    onError,
  }: {
    apiUrl: string;
    simulatorUrl: string;
    mobileApiKey: string;
    clock: Clock;
    onStep: (step: string) => void;
    onError: (error: unknown) => void;
  },
): Promise<() => void> {
  const timers = new Map<string, Timer>();

  /** @returns false where the gateway accepts only tokens of an identity provider */
  async function signIn(name: string): Promise<boolean> {
    const response = await fetch(`${apiUrl}/api/jwt`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ mobile_api_key: mobileApiKey, user_name: name }),
    });
    if (!response.ok) {
      const text = await response.text();
      if (response.status === 401 && text === UNAUTHORIZED) return false;
      throw new Error(`${name}'s app got no JWT (${response.status}): ${text}`);
    }
    const { jwt, expires_at } = token.parse(await response.json());
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

  // Sequentially, so that only the first one waits for a cold start.
  for (const name of names) {
    if (await signIn(name)) continue;
    onStep("Leaving out the agents' apps: agents sign in at your identity provider, on the page /desk");
    break;
  }
  return () => {
    for (const timer of timers.values()) timer.cancel();
  };
}
