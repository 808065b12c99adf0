import { receive } from '../desk/inbound.ts';
import type { Request } from '../edge/http/chain.ts';
import { taken, type Response } from '../edge/http/responses.ts';
import { parseInbound, provenSms } from '../edge/http/sms-webhook.ts';
import { inboundDesk } from './desk.ts';

/** A customer's text, whichever of the two URLs it came to: what it means follows from its number. */
export async function inboundText(request: Request): Promise<Response> {
  const params = await provenSms(request);
  if (!params) return taken;
  const text = parseInbound(params);
  await receive(text, await inboundDesk(text.to));
  return taken;
}
