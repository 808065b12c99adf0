import type { Vonage } from '@vonage/server-sdk';
import * as z from 'zod/mini';
import type { MessageSender, SendResult } from '../../../desk/messages/sender.ts';
import { describe, log } from '../../aws/log.ts';
import { SecretUnusable } from '../../aws/setup-missing.ts';
import { vonageClient } from '../client.ts';
import { failureOf } from './failure.ts';

type SmsRequest = Extract<Parameters<Vonage['sms']['send']>[0], { text: string; type?: unknown }>;

/** The SDK renames Vonage's keys; only what is decided on is read. */
const response = z.object({
  messages: z
    .array(
      z.object({ status: z.string(), messageId: z.optional(z.string()), errorText: z.optional(z.string()) }),
    )
    .check(z.minLength(1)),
});

/** Sends texts by Vonage's SMS API. The response is validated here: the SDK takes `{}` and HTML for success. */
export const sender: MessageSender = {
  async send(text) {
    const first = await attempt(text, false);
    // A key may have been rotated: it is read again, once.
    return first === 'bad-credentials' ? credentialsRefused(await attempt(text, true)) : first;
  },
};

function credentialsRefused(result: SendResult | 'bad-credentials'): SendResult {
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
  const vonage = await client(fresh);
  if (!vonage) return { kind: 'later' };
  try {
    const sent = z.safeParse(
      response,
      await vonage.sms.send({ from, to, text, type: type as SmsRequest['type'], clientRef }),
    );
    if (sent.success)
      return { kind: 'sent', vonageIds: sent.data.messages.flatMap(({ messageId }) => messageId ?? []) };
    log('warn', 'send-answer-unreadable');
    return { kind: 'unknown' };
  } catch (error) {
    const failure = failureOf(error);
    if (failure === 'bad-credentials') return failure;
    log('warn', failure.reason, failure.fields);
    const { result } = failure;
    return result.kind === 'account-rejected' && result.trouble === 'no-credit'
      ? { ...result, credit: await creditOf(vonage) }
      : result;
  }
}

/** Undefined where the credentials cannot be had. */
async function client(fresh: boolean): Promise<Vonage | undefined> {
  try {
    return await vonageClient(fresh);
  } catch (error) {
    if (!(error instanceof SecretUnusable)) log('error', 'vonage-secret-unreadable', describe(error));
    return undefined;
  }
}

/** What is left on the account; undefined where Vonage does not say. */
async function creditOf(vonage: Vonage): Promise<number | undefined> {
  try {
    return z.safeParse(z.object({ value: z.number() }), await vonage.accounts.getBalance()).data?.value;
  } catch (error) {
    log('warn', 'balance-unknown', describe(error));
    return undefined;
  }
}
