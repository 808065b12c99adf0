import type * as z from 'zod/mini';
import { jwtSchema } from '../../../contract/responses/jwt.ts';
import { asProblem, Problem, problemIn, wasAborted } from './problem.ts';

/** What proves to `/api/jwt` who the agent is: kept in memory, in a closure, and nowhere else. */
export type Proof = () => Promise<RequestInit>;

/** An agent who is signed in. */
export interface Session {
  /** As on the roster. */
  name: string;
  userId: string;
  /** The token of this moment; it is exchanged before it expires. */
  jwt(): string;
  /** Where Vonage is, unless the client SDK knows by itself. */
  apiUrl?: string;
  /**
   * Asks a route of the desk with the agent's token.
   *
   * @throws Problem for every answer that is no success, and where none came; AbortError when its signal was
   */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Called with each new token; returns how to stop that. */
  onRenewed(listener: (jwt: string) => void): () => void;
  /** Forgets the token; nothing of the session works from here on. */
  end(): void;
}

export interface SessionOptions {
  /** Called once when the desk takes the agent's token no more. */
  onEnd: (problem: Problem) => void;
  fetch?: typeof fetch;
  now?: () => number;
}

type Granted = z.output<typeof jwtSchema>;

/** A token is exchanged this long before it expires, ms. */
const EARLY_MS = 5 * 60_000;
/** Between two exchanges, and after one that failed, ms. */
const PATIENCE_MS = 30_000;
/** What a browser's timer can wait, ms. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** A name and a key, as `/api/jwt` takes them. */
export const keyProof =
  (name: string, key: string): Proof =>
  () =>
    Promise.resolve({
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ mobile_api_key: key, user_name: name }),
    });

/** A token of the identity provider. */
export const tokenProof =
  (token: () => Promise<string>): Proof =>
  async () => ({ headers: { authorization: `Bearer ${await token()}` } });

/**
 * Signs in.
 *
 * @throws Problem
 */
export async function openSession(
  proof: Proof,
  { onEnd, fetch: send = fetch, now = Date.now }: SessionOptions,
): Promise<Session> {
  let granted = await grant();
  let ended = false;
  let renewing: Promise<void> | undefined;
  const listeners = new Set<(jwt: string) => void>();
  let timer = setTimeout(renewInTime, waitFor(granted, now()));

  async function grant(): Promise<Granted> {
    const answer = await reached(() => proof().then((init) => send('/api/jwt', { ...init, method: 'POST' })));
    if (!answer.ok) throw await problemIn(answer);
    const parsed = jwtSchema.safeParse(await answer.json().catch(() => undefined));
    if (!parsed.success) throw new Problem('later', answer.status);
    return parsed.data;
  }

  /** One exchange at a time, however many requests found the token too old. */
  function renew(): Promise<void> {
    renewing ??= grant()
      .then((next) => {
        granted = next;
        for (const listener of listeners) listener(next.jwt);
      })
      .finally(() => (renewing = undefined));
    return renewing;
  }

  function renewInTime(): void {
    renew()
      .then(() => waitFor(granted, now()))
      .catch((error: unknown) => {
        const problem = asProblem(error);
        if (problem.kind === 'signed-out' || problem.kind === 'refused') close(problem);
        return PATIENCE_MS;
      })
      .then((wait) => {
        if (!ended) timer = setTimeout(renewInTime, wait);
      })
      .catch(() => undefined);
  }

  function close(problem: Problem): void {
    if (ended) return;
    end();
    onEnd(problem);
  }

  function end(): void {
    ended = true;
    clearTimeout(timer);
    listeners.clear();
  }

  function once(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${granted.jwt}`);
    return reached(() => send(path, { ...init, headers }));
  }

  const { user_name: name, user_id: userId, api_url: apiUrl } = granted;
  return {
    name,
    userId,
    jwt: () => granted.jwt,
    ...(apiUrl !== undefined && { apiUrl }),
    async ask(path, init = {}) {
      if (ended) throw new Problem('signed-out', 401);
      let answer = await once(path, init);
      if (answer.status === 401) {
        // The laptop slept past the token's end, or its clock is another: what it was got with gets a new one.
        try {
          await renew();
        } catch (error) {
          const problem = asProblem(error);
          if (problem.kind !== 'signed-out' && problem.kind !== 'refused') throw problem;
          close(problem);
          throw new Problem('signed-out', 401, problem.message);
        }
        answer = await once(path, init);
      }
      if (answer.ok) return answer;
      const problem = await problemIn(answer);
      // Reading is refused to nobody but an agent who was taken off the roster.
      const removed = problem.status === 403 && (init.method ?? 'GET') === 'GET';
      if (problem.kind === 'signed-out' || removed) {
        close(problem);
        throw new Problem('signed-out', problem.status, problem.message);
      }
      throw problem;
    },
    onRenewed(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    end,
  };
}

/** ms until the token is exchanged. */
function waitFor({ expires_at: expiresAt }: Granted, now: number): number {
  const left = expiresAt - now;
  return Math.min(Math.max(left - EARLY_MS, PATIENCE_MS), LONGEST_WAIT_MS);
}

/** @throws Problem `offline` where no answer came */
async function reached(send: () => Promise<Response>): Promise<Response> {
  try {
    return await send();
  } catch (error) {
    if (wasAborted(error) || error instanceof Problem) throw error;
    throw new Problem('offline');
  }
}
