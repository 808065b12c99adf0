import * as z from 'zod/mini';
import { Refusal } from '../../desk/refusal.ts';
import { proveSms } from '../proof/sms-proof.ts';
import { proofs } from '../secrets.ts';
import type { Request } from './chain.ts';
import { parameters, query } from './parameters.ts';

/**
 * The parameters of an SMS webhook, proven: nothing of a request is looked at further until it has shown that it comes
 * from Vonage. Undefined for Vonage's check of a URL, a GET with neither sender nor message: it is answered 200.
 *
 * @throws Refusal 401 when the proof is missing, wrong or stale
 */
export async function provenSms(request: Request): Promise<Record<string, string> | undefined> {
  if (isUrlCheck(request)) return undefined;
  const { webhookToken, signatureSecret, signatureMethod, smsProof } = await proofs();
  const tokens = query(request).getAll('token');
  const { token: _ours, ...params } = parameters(request);
  const proof = proveSms({
    mode: smsProof,
    token: tokens.length === 1 ? tokens[0] : undefined,
    params,
    secrets: { webhookToken, signatureSecret, signatureMethod },
    now: Date.now(),
  });
  if (!proof.ok) {
    throw new Refusal(
      401,
      proof.reason,
      'This webhook did not prove that it comes from Vonage: check its token and signature.',
    );
  }
  return params;
}

function isUrlCheck(request: Request): boolean {
  const given = query(request);
  return request.requestContext.http.method === 'GET' && !given.has('msisdn') && !given.has('messageId');
}

/** No SMS is longer, however many parts it has. */
const LONGEST_TEXT = 10_000;

const inboundText = z.object({
  messageId: z.string().check(z.minLength(1), z.maxLength(100)),
  msisdn: z.string().check(z.minLength(1), z.maxLength(40)),
  to: z.string().check(z.regex(/^\d{3,15}$/)),
  text: z._default(z.string(), ''),
});

/**
 * @throws Refusal 400 for what is no inbound text, 413 for one that no phone can have sent
 */
export function parseInbound(params: Record<string, string>): {
  messageId: string;
  from: string;
  to: string;
  text: string;
} {
  const parsed = z.safeParse(inboundText, params);
  if (!parsed.success) {
    const names = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))].join(', ');
    throw new Refusal(400, 'inbound-incomplete', `These parameters are missing or wrong: ${names}.`);
  }
  const { messageId, msisdn, to, text } = parsed.data;
  if (text.length > LONGEST_TEXT)
    throw new Refusal(413, 'text-too-long', 'The text is longer than an SMS can be.');
  return { messageId, from: msisdn, to, text };
}
