import type * as z from 'zod/mini';
import { jwtSchema } from '../../../contract/responses/jwt.ts';
import { Problem, problemOfResponse, toProblem } from './problem.ts';

/** What `/api/jwt` grants an agent. */
export type Token = z.output<typeof jwtSchema>;

/**
 * Reads a token from a response of `/api/jwt`.
 *
 * @throws Problem where it grants none
 */
export async function tokenOfResponse(response: Response): Promise<Token> {
  if (!response.ok) throw await problemOfResponse(response);
  const parsed = jwtSchema.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) throw new Problem('later', response.status);
  return parsed.data;
}

/** A token is renewed this long before it expires, ms. */
const EARLY_MS = 5 * 60_000;
/** The shortest time between two renewals, and after one that failed, ms. */
const MIN_WAIT_MS = 30_000;
/** The longest delay of a browser's timer, ms. */
const MAX_WAIT_MS = 2 ** 31 - 1;

/** How long to wait before the token is renewed, ms. */
export function renewalDelay({ expires_at: expiresAt }: Pick<Token, 'expires_at'>, now: number): number {
  return Math.min(Math.max(expiresAt - now - EARLY_MS, MIN_WAIT_MS), MAX_WAIT_MS);
}

/** A token that is renewed before it expires. */
export interface RenewedToken {
  current(): Token;
  /**
   * Renews it now; callers at the same time share one request.
   *
   * @throws Problem
   */
  renew(): Promise<void>;
  /** Calls back with each new JWT; returns how to stop that. */
  onRenewed(listener: (jwt: string) => void): () => void;
  /** Stops renewing it. */
  stop(): void;
}

interface RenewalOptions {
  now: () => number;
  /** Called when a scheduled renewal is refused; other failures are retried. */
  onRefused: (problem: Problem) => void;
}

/** Whether the credentials are not accepted any more, so that another attempt is pointless. */
export const isRefusal = ({ kind }: Problem): boolean => kind === 'signed-out' || kind === 'refused';

/**
 * Requests a token and keeps it fresh.
 *
 * @throws Problem where the first request fails
 */
export async function keepToken(
  request: () => Promise<Token>,
  { now, onRefused }: RenewalOptions,
): Promise<RenewedToken> {
  let token = await request();
  let isStopped = false;
  let renewing: Promise<void> | undefined;
  const listeners = new Set<(jwt: string) => void>();
  let timer = setTimeout(renewOnTime, renewalDelay(token, now()));

  function renew(): Promise<void> {
    renewing ??= request()
      .then((next) => {
        token = next;
        for (const listener of listeners) listener(next.jwt);
      })
      .finally(() => (renewing = undefined));
    return renewing;
  }

  function renewOnTime(): void {
    renew()
      .then(() => renewalDelay(token, now()))
      .catch((error: unknown) => {
        const problem = toProblem(error);
        if (isRefusal(problem)) onRefused(problem);
        return MIN_WAIT_MS;
      })
      .then((delay) => {
        if (!isStopped) timer = setTimeout(renewOnTime, delay);
      })
      .catch(() => undefined);
  }

  return {
    current: () => token,
    renew,
    onRenewed(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
      listeners.clear();
    },
  };
}
