import type { Vonage } from '@vonage/server-sdk';
import * as z from 'zod/mini';
import type { AccountTrouble } from '../../../desk/messages/account-hold.ts';
import type { MessageSender, SendResult } from '../../../desk/messages/sender.ts';
import { describe, log } from '../../aws/log.ts';
import { SecretUnusable } from '../../aws/setup-missing.ts';
import { statusOf, vonageClient } from '../client.ts';

/** Vonage's SMS statuses that time can mend: throttled, internal error, too many binds. */
const PASSING = new Set(['1', '5', '10']);
const BAD_CREDENTIALS = '4';

/** Those by which Vonage refuses the account, whatever the text and whoever it is for. */
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

type SmsRequest = Extract<Parameters<Vonage['sms']['send']>[0], { text: string; type?: unknown }>;

/** The SDK renames Vonage's keys; only what is decided on is read. */
const sentMessage = z.object({
  status: z.string(),
  messageId: z.optional(z.string()),
  errorText: z.optional(z.string()),
});
const sent = z.object({ messages: z.array(sentMessage).check(z.minLength(1)) });

/** Texts leave through Vonage's SMS API. The answer is judged here, once: the SDK calls `{}` and HTML a success. */
export const sender: MessageSender = {
  async send(text) {
    const first = await attempt(text, false);
    // A key that was rotated: read it again, once.
    return first === 'bad-credentials' ? refusedCredentials(await attempt(text, true)) : first;
  },
};

function refusedCredentials(result: SendResult | 'bad-credentials'): SendResult {
  if (result !== 'bad-credentials') return result;
  return {
    kind: 'account-rejected',
    trouble: 'credentials-refused',
    error: 'Vonage refused the credentials',
  };
}

async function attempt(
  { from, to, text, type, clientRef }: Parameters<MessageSender['send']>[0],
  fresh: boolean,
): Promise<SendResult | 'bad-credentials'> {
  let vonage;
  try {
    vonage = await vonageClient(fresh);
  } catch (error) {
    if (!(error instanceof SecretUnusable)) log('error', 'vonage-secret-unreadable', describe(error));
    return { kind: 'later' };
  }
  try {
    const answer = z.safeParse(
      sent,
      await vonage.sms.send({ from, to, text, type: type as SmsRequest['type'], clientRef }),
    );
    if (!answer.success) return noted('send-answer-unreadable', { kind: 'unknown' });
    return { kind: 'sent', vonageIds: answer.data.messages.flatMap(({ messageId }) => messageId ?? []) };
  } catch (error) {
    const result = judge(error);
    if (result === 'bad-credentials' || result.kind !== 'account-rejected' || result.trouble !== 'no-credit')
      return result;
    return { ...result, credit: await creditOf(vonage) };
  }
}

/** What is left on the account; undefined where Vonage does not say so. */
async function creditOf(vonage: Vonage): Promise<number | undefined> {
  try {
    return z.safeParse(z.object({ value: z.number() }), await vonage.accounts.getBalance()).data?.value;
  } catch (error) {
    log('warn', 'balance-unknown', describe(error));
    return undefined;
  }
}

function judge(error: unknown): SendResult | 'bad-credentials' {
  const failed = failedMessage(error);
  if (failed) {
    if (failed.status === BAD_CREDENTIALS) return 'bad-credentials';
    if (PASSING.has(failed.status))
      return noted('send-throttled', { kind: 'later' }, { status: failed.status });
    const trouble = ACCOUNT[failed.status];
    if (trouble) return blocked(trouble, `Vonage status ${failed.status}`, failed.status);
    // Vonage's words can repeat what was sent; its status says enough.
    return noted(
      'send-refused',
      { kind: 'refused', error: `Vonage status ${failed.status}` },
      { status: failed.status },
    );
  }
  const status = statusOf(error);
  if (status === 401) return 'bad-credentials';
  if (status === 429) return noted('send-throttled', { kind: 'later' }, { status });
  if (status === 402) return blocked('no-credit', 'Vonage answered 402', status);
  if (status !== undefined && status < 500 && !ABOUT_THE_TEXT.has(status))
    return blocked('account-refused', `Vonage answered ${status}`, status);
  if (status !== undefined && status < 500) {
    return noted('send-refused', { kind: 'refused', error: `Vonage answered ${status}` }, { status });
  }
  if (status !== undefined) return noted('send-failed', { kind: 'later' }, { status });
  // Nothing was sent where no connection was made; after a reset or a time-out nobody knows.
  const refused =
    error instanceof Error &&
    error.cause instanceof Error &&
    'code' in error.cause &&
    error.cause.code === 'ECONNREFUSED';
  return noted('send-unanswered', { kind: refused ? 'later' : 'unknown' }, describe(error));
}

const blocked = (trouble: AccountTrouble, error: string, status: string | number): SendResult =>
  noted('send-blocked', { kind: 'account-rejected', trouble, error }, { status });

/** What the SDK's SMSFailure carries, whichever of its classes was thrown: the entry of the part that failed. */
function failedMessage(error: unknown): z.output<typeof sentMessage> | undefined {
  if (
    !(error instanceof Error) ||
    !('getFailedMessages' in error) ||
    typeof error.getFailedMessages !== 'function'
  ) {
    return undefined;
  }
  const failures: unknown = Reflect.apply(error.getFailedMessages, error, []);
  const parsed = z.safeParse(z.array(z.looseObject({ status: z.string() })), failures);
  return parsed.success ? parsed.data[0] : undefined;
}

function noted<T>(reason: string, result: T, fields: Parameters<typeof log>[2] = {}): T {
  log('warn', reason, fields);
  return result;
}
