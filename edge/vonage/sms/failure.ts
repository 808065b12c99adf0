import * as z from 'zod/mini';
import type { AccountTrouble } from '../../../desk/messages/account-hold.ts';
import type { SendResult } from '../../../desk/messages/sender.ts';
import { describe, type log } from '../../aws/log.ts';
import { statusOf } from '../client.ts';

/** What a failed attempt to send means, and the line that the log gets. */
export interface Failure {
  result: SendResult;
  reason: string;
  fields: Parameters<typeof log>[2];
}

/** Vonage's SMS statuses of transient failures: throttled, internal error, too many binds. */
const TRANSIENT = new Set(['1', '5', '10']);
const BAD_CREDENTIALS = '4';

/** The SMS statuses by which Vonage refuses the account, whatever the text and whoever it is for. */
const ACCOUNT: Partial<Record<string, AccountTrouble>> = {
  8: 'account-barred',
  9: 'no-credit',
  // Not enabled for HTTP; then two ways of asking for signed requests, which the SDK does not sign.
  11: 'account-refused',
  14: 'account-refused',
  32: 'account-refused',
};

/** HTTP statuses that are about this very text. Every other 4xx would meet the next one too. */
const ABOUT_THE_TEXT = new Set([400, 413, 414, 422]);

/** Interprets what the SDK threw: the SMS status of the part that failed, else the HTTP status, else the network's error. */
export function failureOf(error: unknown): Failure | 'bad-credentials' {
  const smsStatus = smsStatusOf(error);
  if (smsStatus !== undefined) return bySmsStatus(smsStatus);
  const httpStatus = statusOf(error);
  return httpStatus === undefined ? byNetwork(error) : byHttpStatus(httpStatus);
}

function bySmsStatus(status: string): Failure | 'bad-credentials' {
  if (status === BAD_CREDENTIALS) return 'bad-credentials';
  if (TRANSIENT.has(status)) return failure('send-throttled', { kind: 'later' }, { status });
  const trouble = ACCOUNT[status];
  // Vonage's own words can repeat what was sent; its status says enough.
  const error = `Vonage status ${status}`;
  return trouble
    ? blocked(trouble, error, status)
    : failure('send-refused', { kind: 'refused', error }, { status });
}

function byHttpStatus(status: number): Failure | 'bad-credentials' {
  const error = `Vonage answered ${status}`;
  if (status === 401) return 'bad-credentials';
  if (status === 402) return blocked('no-credit', error, status);
  if (status === 429) return failure('send-throttled', { kind: 'later' }, { status });
  if (status >= 500) return failure('send-failed', { kind: 'later' }, { status });
  return ABOUT_THE_TEXT.has(status)
    ? failure('send-refused', { kind: 'refused', error }, { status })
    : blocked('account-refused', error, status);
}

/** Without a connection nothing was sent; after a reset or a time-out nobody knows. */
function byNetwork(error: unknown): Failure {
  const isRefused =
    error instanceof Error &&
    error.cause instanceof Error &&
    'code' in error.cause &&
    error.cause.code === 'ECONNREFUSED';
  return failure('send-unanswered', { kind: isRefused ? 'later' : 'unknown' }, describe(error));
}

const failure = (reason: string, result: SendResult, fields: Failure['fields']): Failure => ({
  result,
  reason,
  fields,
});

const blocked = (trouble: AccountTrouble, error: string, status: string | number): Failure =>
  failure('send-blocked', { kind: 'account-rejected', trouble, error }, { status });

/** The status of the first part that failed, whichever of the SDK's error classes carries it. */
function smsStatusOf(error: unknown): string | undefined {
  if (
    !(error instanceof Error) ||
    !('getFailedMessages' in error) ||
    typeof error.getFailedMessages !== 'function'
  ) {
    return undefined;
  }
  const failures: unknown = Reflect.apply(error.getFailedMessages, error, []);
  const parsed = z.safeParse(z.array(z.looseObject({ status: z.string() })), failures);
  return parsed.success ? parsed.data[0]?.status : undefined;
}
