import { receive } from '../../desk/inbound.ts';
import type { Request } from '../../edge/http/handler.ts';
import { parseInbound } from '../../edge/vonage/sms/inbound-text.ts';
import { acknowledged, type Response } from '../../edge/http/responses.ts';
import { authenticateSmsWebhook } from '../../edge/vonage/sms-or-messages.ts';
import { inboundDesk, now } from './desk.ts';

/** A customer's text, whichever of the two URLs it came to: what it means follows from its number. */
export async function inboundText(request: Request): Promise<Response> {
  const webhook = await authenticateSmsWebhook(request);
  if (!webhook) return acknowledged;
  await receive(parseInbound(webhook, now()), await inboundDesk());
  return acknowledged;
}
