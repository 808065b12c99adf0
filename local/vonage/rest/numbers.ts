import { Hono, type MiddlewareHandler } from 'hono';
import { z } from 'zod';
import type { Platform } from '../platform.ts';
import type { Feature, RentedNumber } from '../state.ts';
import { answersCheck } from '../webhooks/sms.ts';
import { isOwner } from './credentials.ts';
import { readFields } from './fields.ts';
import { errorCode, succeeded } from './problems.ts';

/** Ranges that no real subscriber has, from which numbers can be rented; 100 in each country. */
const RANGES: Readonly<Record<string, string>> = {
  GB: '4477009001',
  US: '1202555010',
  JP: '81505550',
  CN: '8640055500',
};

interface Available {
  msisdn: string;
  country: string;
  features: Feature[];
  type: string;
  cost: string;
}

const query = z.object({
  country: z.string().length(2).optional(),
  pattern: z.string().optional(),
  search_pattern: z.enum(['0', '1', '2']).default('0'),
  features: z.string().optional(),
  size: z.coerce.number().int().min(1).max(100).default(10),
  index: z.coerce.number().int().min(1).default(1),
  application_id: z.string().optional(),
  has_application: z.enum(['true', 'false']).optional(),
});
type Query = z.infer<typeof query>;

const order = z.object({ country: z.string().length(2), msisdn: z.string().regex(/^\d{7,15}$/) });
const update = order.extend({
  app_id: z.string().optional(),
  moHttpUrl: z.string().optional(),
  voiceCallbackType: z.enum(['sip', 'tel', 'app', '']).optional(),
  voiceCallbackValue: z.string().optional(),
  voiceStatusCallback: z.string().optional(),
});

function available(platform: Platform, country: string): Available[] {
  const range = RANGES[country];
  if (range === undefined) return [];
  const rented = new Set(platform.store.state.numbers.map(({ msisdn }) => msisdn));
  return Array.from({ length: 100 }, (_, index): Available => ({
    country,
    msisdn: range + String(index).padStart(2, '0'),
    type: 'mobile-lvn',
    features: ['SMS', 'VOICE'],
    cost: '1.25',
  })).filter(({ msisdn }) => !rented.has(msisdn));
}

function matches({ msisdn, features }: { msisdn: string; features: Feature[] }, wanted: Query): boolean {
  const { pattern = '', search_pattern: place } = wanted;
  const fits =
    place === '0'
      ? msisdn.startsWith(pattern)
      : place === '1'
        ? msisdn.includes(pattern)
        : msisdn.endsWith(pattern);
  const needed = wanted.features?.split(',') ?? [];
  return fits && needed.every((feature) => features.some((own) => own === feature));
}

const onPage = <T>(all: T[], { size, index }: Query): { count: number; numbers: T[] } => ({
  count: all.length,
  numbers: all.slice((index - 1) * size, index * size),
});

const view = ({ appId, ...number }: RentedNumber) => ({
  ...number,
  ...(appId !== undefined && { app_id: appId }),
});

/** `/account/numbers` and `/number/*`. */
export function numberRoutes(platform: Platform): Hono {
  const { store } = platform;
  const { numbers, applications } = store.state;
  const app = new Hono();
  const failed = (label = 'method failed'): Response => errorCode(420, label);

  const ownerOnly: MiddlewareHandler = async (c, next) => {
    if (!isOwner(platform, c)) return errorCode(401, 'authentication failed');
    await next();
  };
  app.use('/account/numbers', ownerOnly);
  app.use('/number/*', ownerOnly);

  app.get('/account/numbers', (c) => {
    const wanted = query.safeParse(c.req.query());
    if (!wanted.success) return failed();
    const { country, application_id: appId, has_application: linked } = wanted.data;
    const owned = numbers.filter(
      (number) =>
        (country === undefined || number.country === country) &&
        (appId === undefined || number.appId === appId) &&
        (linked === undefined || (number.appId !== undefined) === (linked === 'true')) &&
        matches(number, wanted.data),
    );
    return c.json(onPage(owned.map(view), wanted.data));
  });

  app.get('/number/search', (c) => {
    const wanted = query.required({ country: true }).safeParse(c.req.query());
    if (!wanted.success) return failed();
    return c.json(
      onPage(
        available(platform, wanted.data.country).filter((number) => matches(number, wanted.data)),
        wanted.data,
      ),
    );
  });

  app.post('/number/buy', async (c) => {
    const wanted = order.safeParse(await readFields(c.req.raw));
    if (!wanted.success) return failed();
    const { country, msisdn } = wanted.data;
    const found = available(platform, country).find((number) => number.msisdn === msisdn);
    if (!found) return failed();
    const { type, features } = found;
    numbers.push({ country, msisdn, type, features });
    store.save();
    return c.json(succeeded);
  });

  app.post('/number/cancel', async (c) => {
    const wanted = order.safeParse(await readFields(c.req.raw));
    const index = numbers.findIndex((number) => isThat(number, wanted.data));
    if (index < 0) return failed();
    numbers.splice(index, 1);
    store.save();
    return c.json(succeeded);
  });

  app.post('/number/update', async (c) => {
    const wanted = update.safeParse(await readFields(c.req.raw));
    if (!wanted.success) return failed();
    const number = numbers.find((candidate) => isThat(candidate, wanted.data));
    if (!number) return failed();
    const {
      app_id: appId,
      moHttpUrl,
      voiceCallbackType,
      voiceCallbackValue,
      voiceStatusCallback,
    } = wanted.data;
    if (appId && !applications.some(({ id }) => id === appId))
      return failed(`There is no application ${appId}`);
    if (moHttpUrl && !(await answersCheck(platform, moHttpUrl))) {
      return failed(`Callback URL ${moHttpUrl} is invalid or did not answer 200 OK`);
    }
    const changes = { appId, moHttpUrl, voiceCallbackType, voiceCallbackValue, voiceStatusCallback };
    // What is not given stays; what is given empty is removed.
    for (const [name, value] of Object.entries(changes)) {
      if (value !== undefined) Object.assign(number, { [name]: value === '' ? undefined : value });
    }
    store.save();
    return c.json(succeeded);
  });
  return app;
}

const isThat = (number: RentedNumber, wanted: z.infer<typeof order> | undefined): boolean =>
  number.msisdn === wanted?.msisdn && number.country === wanted.country;
