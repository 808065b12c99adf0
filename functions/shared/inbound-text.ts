import { receive } from '../../desk/inbound.ts';
import type { Request } from '../../edge/http/handler.ts';
import { acknowledged, type Response } from '../../edge/http/responses.ts';
import { authenticateTextWebhook } from '../../edge/vonage/text-webhook.ts';
import { parseInboundText } from '../../edge/vonage/inbound-text.ts';
import { inboundDesk } from './desk.ts';
import { now } from './clock.ts';

/** A customer's text, to whichever of the two URLs it came: what it means follows from its number. */
export async function inboundText(request: Request): Promise<Response> {
  const webhook = await authenticateTextWebhook(request);
  if (!webhook) return acknowledged;
  await receive(parseInboundText(webhook, now()), await inboundDesk());
  return acknowledged;
}
