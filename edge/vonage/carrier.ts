import type { Vonage } from '@vonage/server-sdk';
import * as z from 'zod/mini';
import type { Carrier, SendResult } from '../../desk/messages/outbox.ts';
import { describe, log } from '../log.ts';
import { SecretUnusable } from '../setup-missing.ts';
import { statusOf, vonageClient } from './client.ts';

/** Vonage's SMS statuses that time can mend: throttled, internal error, too many binds. */
const PASSING = new Set(['1', '5', '10']);
const BAD_CREDENTIALS = '4';

type SmsRequest = Extract<Parameters<Vonage['sms']['send']>[0], { text: string; type?: unknown }>;

/** The SDK renames Vonage's keys; only what is decided on is read. */
const sentMessage = z.object({
  status: z.string(),
  messageId: z.optional(z.string()),
  errorText: z.optional(z.string()),
});
const sent = z.object({ messages: z.array(sentMessage).check(z.minLength(1)) });

/** Texts leave through Vonage's SMS API. The answer is judged here, once: the SDK calls `{}` and HTML a success. */
export const carrier: Carrier = {
  async send(text) {
    const first = await attempt(text, false);
    // A key that was rotated: read it again, once.
    return first === 'bad-credentials' ? refusedCredentials(await attempt(text, true)) : first;
  },
};

function refusedCredentials(result: SendResult | 'bad-credentials'): SendResult {
  if (result !== 'bad-credentials') return result;
  log('error', 'vonage-credentials-refused');
  return { kind: 'later' };
}

async function attempt(
  { from, to, text, type, clientRef }: Parameters<Carrier['send']>[0],
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
    return judge(error);
  }
}

function judge(error: unknown): SendResult | 'bad-credentials' {
  const failed = failedMessage(error);
  if (failed) {
    if (failed.status === BAD_CREDENTIALS) return 'bad-credentials';
    if (PASSING.has(failed.status))
      return noted('send-throttled', { kind: 'later' }, { status: failed.status });
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
