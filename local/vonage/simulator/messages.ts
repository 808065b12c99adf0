import { Hono } from 'hono';
import { z } from 'zod';
import type { SmsWebhookMethod } from '../account.ts';
import type { ReceiveText } from '../sms/inbound.ts';
import type { Phones } from '../sms/phones.ts';
import type { RentedNumber } from '../state.ts';
import { msisdn, readBody, RequestError } from './body.ts';

const MAX_COPIES = 100;
const MAX_PARTS = 255;

const textBody = z.strictObject({
  from: z.string().trim().min(1).max(20),
  to: msisdn,
  text: z.string().max(2_000_000),
  method: z.enum(['GET', 'POST', 'JSON'], 'must be GET, POST or JSON').optional(),
  copies: z.number().int().min(1).max(MAX_COPIES).default(1),
  split: z.union([z.boolean(), z.number().int().min(1).max(MAX_PARTS)]).default(false),
  order: z.array(z.number().int().min(1).max(MAX_PARTS)).max(1_000).optional(),
  as: z.enum(['sms', 'messages']).default('sms'),
});

/** `/simulator/messages`: customers' phones. */
export function messageRoutes({
  numbers,
  phones,
  receiveText,
  smsWebhookMethod,
}: {
  numbers: readonly RentedNumber[];
  phones: Pick<Phones, 'messages'>;
  receiveText: ReceiveText;
  smsWebhookMethod: SmsWebhookMethod;
}): Hono {
  const app = new Hono().basePath('/simulator/messages');

  app.post('/', async (c) => {
    const { to, from, method = smsWebhookMethod, ...given } = await readBody(c, textBody);
    const number = numbers.find((candidate) => candidate.msisdn === to);
    if (!number) throw new RequestError(400, `${to} is not a number of this account: buy it first.`);
    if (!number.features.includes('SMS'))
      throw new RequestError(400, `${to} takes no texts: it has no SMS feature.`);
    const { messageIds, webhooks } = await receiveText({
      ...given,
      order: given.order,
      from: phoneOf(from),
      number,
      method,
    });
    return c.json({
      messageIds,
      webhooks: webhooks.map(({ status, ms, attempt }) => ({ status, ms, attempt })),
    });
  });

  app.get('/', (c) => {
    const number = c.req.query('number');
    return c.json(phones.messages(number === undefined ? undefined : phoneOf(number.trim())));
  });
  return app;
}

/** `+44 7700 …` is the phone 447700…; a sender that is a name stays as it is. */
function phoneOf(sender: string): string {
  const digits = sender.replace(/^\+|[\s()-]/g, '');
  return /^\d+$/.test(digits) ? digits : sender;
}
