import { isAbort, Problem, problemOfResponse, toProblem } from './problem.ts';
import { isRefusal, keepToken, tokenOfResponse } from './token.ts';

/**
 * The agent's credentials as a request to `/api/jwt`. They are kept in memory, in a closure, and nowhere else.
 *
 * @throws Problem
 */
export type CredentialSource = () => Promise<RequestInit>;

/** A name and a key of the roster. */
export const keyCredentials =
  (name: string, key: string): CredentialSource =>
  () =>
    Promise.resolve({
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ mobile_api_key: key, user_name: name }),
    });

/** A token of the identity provider. */
export const tokenCredentials =
  (token: () => Promise<string>): CredentialSource =>
  async () => ({ headers: { authorization: `Bearer ${await token()}` } });

/** An agent who is signed in. */
export interface Session {
  /** As on the roster. */
  name: string;
  userId: string;
  /** The current token; it is renewed before it expires. */
  jwt(): string;
  /** The URL of Vonage's API where the client SDK cannot know it. */
  apiUrl?: string;
  /**
   * Sends a request to the desk's API with the agent's token.
   *
   * @returns a response with status 2xx
   * @throws Problem for any other response, and where there is none; AbortError when the request's signal is aborted
   */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Calls back with each new token; returns how to stop that. */
  onRenewed(listener: (jwt: string) => void): () => void;
  /** Ends the session: every later request fails. */
  end(): void;
}

export interface SessionOptions {
  /** Called once when the API does not accept the agent any more. */
  onEnd: (problem: Problem) => void;
  fetch?: typeof fetch;
  now?: () => number;
}

/**
 * Signs an agent in.
 *
 * @throws Problem
 */
export async function openSession(
  credentials: CredentialSource,
  { onEnd, fetch: send = fetch, now = Date.now }: SessionOptions,
): Promise<Session> {
  let hasEnded = false;
  const token = await keepToken(requestToken, { now, onRefused: endWith });

  async function requestToken() {
    return tokenOfResponse(
      await orOffline(async () => send('/api/jwt', { ...(await credentials()), method: 'POST' })),
    );
  }

  function end(): void {
    hasEnded = true;
    token.stop();
  }

  function endWith(problem: Problem): void {
    if (hasEnded) return;
    end();
    onEnd(problem);
  }

  /** Ends the session for a problem after which it cannot go on. */
  function signedOut(problem: Problem): Problem {
    endWith(problem);
    return new Problem('signed-out', problem.status, problem.message);
  }

  function attempt(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token.current().jwt}`);
    return orOffline(() => send(path, { ...init, headers }));
  }

  async function renewOrEnd(): Promise<void> {
    try {
      await token.renew();
    } catch (error) {
      const problem = toProblem(error);
      if (!isRefusal(problem)) throw problem;
      endWith(problem);
      throw new Problem('signed-out', 401, problem.message);
    }
  }

  const { user_name: name, user_id: userId, api_url: apiUrl } = token.current();
  return {
    name,
    userId,
    jwt: () => token.current().jwt,
    ...(apiUrl !== undefined && { apiUrl }),
    async fetch(path, init = {}) {
      if (hasEnded) throw new Problem('signed-out', 401);
      let response = await attempt(path, init);
      if (response.status === 401) {
        // The token expired while the laptop slept, or the clocks differ: try once more with a new one.
        await renewOrEnd();
        response = await attempt(path, init);
      }
      if (response.ok) return response;
      const problem = await problemOfResponse(response);
      throw endsSession(problem, init) ? signedOut(problem) : problem;
    },
    onRenewed: (listener) => token.onRenewed(listener),
    end,
  };
}

/** Reads are forbidden only to an agent who was removed from the roster. */
function endsSession({ kind, status }: Problem, { method = 'GET' }: RequestInit): boolean {
  return kind === 'signed-out' || (status === 403 && method === 'GET');
}

/** @throws Problem `offline` where there is no response */
async function orOffline(send: () => Promise<Response>): Promise<Response> {
  try {
    return await send();
  } catch (error) {
    if (isAbort(error) || error instanceof Problem) throw error;
    throw new Problem('offline');
  }
}
