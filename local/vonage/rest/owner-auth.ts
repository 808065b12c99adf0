import { createHash, timingSafeEqual } from 'node:crypto';
import type { ApiSecret } from '../state.ts';

export interface ApiCredentials {
  apiKey: string;
  apiSecret: string;
}

/** Authenticates the account's owner. */
export interface OwnerAuth {
  /** Whether the key is the account's and the secret one of those that it has now. */
  accepts(given: ApiCredentials | undefined): boolean;
  /** Whether a request to a management API is the owner's: by its header, or by the older parameters. */
  isOwner(authorization: string | undefined, fields?: Record<string, unknown>): boolean;
}

/** @param secrets the account's own list: what is added or deleted later counts at once */
export function createOwnerAuth(accountKey: string, secrets: readonly ApiSecret[]): OwnerAuth {
  const accepts: OwnerAuth['accepts'] = (given) =>
    given !== undefined &&
    sameText(given.apiKey, accountKey) &&
    secrets.filter(({ secret }) => sameText(given.apiSecret, secret)).length > 0;
  return {
    accepts,
    isOwner(authorization, fields = {}) {
      if (authorization !== undefined) return accepts(basicCredentials(authorization));
      const { api_key: apiKey, api_secret: apiSecret } = fields;
      return typeof apiKey === 'string' && typeof apiSecret === 'string' && accepts({ apiKey, apiSecret });
    },
  };
}

/** Compares in a time that does not depend on the texts. */
export function sameText(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** The credentials of an `Authorization: Basic` header. */
export function basicCredentials(header: string): ApiCredentials | undefined {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header) ?? [];
  const [, apiKey, apiSecret] =
    /^([^:]*):(.*)$/.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8')) ?? [];
  return apiKey === undefined || apiSecret === undefined ? undefined : { apiKey, apiSecret };
}
