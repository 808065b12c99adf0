import * as z from 'zod/mini';
import { Refusal } from '../../desk/refusal.ts';
import type { Request } from '../../edge/http/chain.ts';
import { contentType, jsonBody, parameters, rawBody } from '../../edge/http/parameters.ts';

const AT_MOST = 100;

const written = z.string().check(z.maxLength(40));

const body = z.union([
  z.object({ number: written }),
  z.object({ numbers: z.array(written).check(z.minLength(1), z.maxLength(AT_MOST)) }),
]);

/** A call of the shop, or of the form. */
export interface NotifyRequest {
  numbers: string[];
  form: boolean;
  /** What the caller proves itself with. */
  key: string | undefined;
  /** Exactly what was sent, for telling a repeated call from another with the same idempotency key. */
  raw: Buffer;
}

/** The key that a backend sends as `Authorization: Bearer …`. */
export const bearerKey = (request: Request): string | undefined =>
  /^Bearer +(\S+) *$/i.exec(request.headers['authorization'] ?? '')?.[1];

/** @throws Refusal 400, 415 */
export function parseNotify(request: Request): NotifyRequest {
  const raw = rawBody(request);
  const bearer = bearerKey(request);
  if (contentType(request) === 'application/x-www-form-urlencoded') {
    const { number, key } = parameters(request);
    return { numbers: number?.trim() ? [number] : [], form: true, key: bearer ?? key, raw };
  }
  if (contentType(request) !== 'application/json') parameters(request);
  const parsed = z.safeParse(body, jsonBody(request));
  if (!parsed.success) {
    throw new Refusal(
      400,
      'notify-body',
      `Send {"number": "+4477…"} or {"numbers": […]} with at most ${AT_MOST} numbers.`,
    );
  }
  return {
    numbers: 'number' in parsed.data ? [parsed.data.number] : parsed.data.numbers,
    form: false,
    key: bearer,
    raw,
  };
}
