import { Hono, type Context } from 'hono';
import { z } from 'zod';
import type { Platform } from '../platform.ts';
import type { Feature, RentedNumber } from '../state.ts';
import { answersCheck, failedCheck } from '../webhooks/sms.ts';
import { ownersFields, type Fields, type OwnersFields } from './fields.ts';
import { errorCode, succeeded } from './problems.ts';

type LineType = 'mobile-lvn' | 'landline' | 'landline-toll-free';

/** Numbers that can be rented: 100 that begin with `prefix`. */
interface Range {
  prefix: string;
  type: LineType;
  features: Feature[];
}

/** By country. Of Britain and the USA they are numbers that no real subscriber has. */
const RANGES: Readonly<Record<string, readonly Range[]>> = {
  GB: [
    { prefix: '4477009001', type: 'mobile-lvn', features: ['SMS', 'VOICE'] },
    { prefix: '4416329601', type: 'landline', features: ['VOICE'] },
    { prefix: '4480815701', type: 'landline-toll-free', features: ['VOICE'] },
  ],
  US: [
    { prefix: '120255501', type: 'mobile-lvn', features: ['SMS', 'VOICE', 'MMS'] },
    { prefix: '180055501', type: 'landline-toll-free', features: ['SMS', 'VOICE', 'MMS'] },
  ],
  JP: [{ prefix: '8150555000', type: 'mobile-lvn', features: ['SMS', 'VOICE'] }],
  CN: [{ prefix: '8640055500', type: 'landline-toll-free', features: ['VOICE'] }],
};

interface Available {
  msisdn: string;
  country: string;
  features: Feature[];
  type: LineType;
  cost: string;
}

const query = z.object({
  country: z.string().length(2).optional(),
  pattern: z.string().optional(),
  search_pattern: z.enum(['0', '1', '2']).default('0'),
  features: z.string().optional(),
  type: z.enum(['mobile-lvn', 'landline', 'landline-toll-free']).optional(),
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
  messagesCallbackType: z.enum(['app', '']).optional(),
  messagesCallbackValue: z.string().optional(),
});

function available(platform: Platform, country: string): Available[] {
  const rented = new Set(platform.store.state.numbers.map(({ msisdn }) => msisdn));
  return (RANGES[country] ?? [])
    .flatMap(({ prefix, type, features }) =>
      Array.from({ length: 100 }, (_, index): Available => {
        const msisdn = prefix + String(index).padStart(2, '0');
        return { country, msisdn, type, features, cost: '1.25' };
      }),
    )
    .filter(({ msisdn }) => !rented.has(msisdn));
}

function matches(
  { msisdn, features, type }: { msisdn: string; features: Feature[]; type: string },
  wanted: Query,
): boolean {
  const { pattern = '', search_pattern: place } = wanted;
  const fits =
    place === '0'
      ? msisdn.startsWith(pattern)
      : place === '1'
        ? msisdn.includes(pattern)
        : msisdn.endsWith(pattern);
  const needed = wanted.features?.split(',') ?? [];
  return (
    fits &&
    (wanted.type === undefined || type === wanted.type) &&
    needed.every((feature) => features.some((own) => own === feature))
  );
}

const onPage = <T>(all: T[], { size, index }: Query): { count: number; numbers: T[] } => ({
  count: all.length,
  numbers: all.slice((index - 1) * size, index * size),
});

const view = ({ appId, ...number }: RentedNumber) => ({
  ...number,
  ...(appId !== undefined && { app_id: appId }),
});

/** A search's parameters; nexmo 2.9.1 repeats `features`, the others send a list with commas. */
const searched = (c: Context<OwnersFields>): Fields => ({
  ...c.get('fields'),
  features: c.req.queries('features')?.join(','),
});

/** `/account/numbers` and `/number/*`. */
export function numberRoutes(platform: Platform): Hono<OwnersFields> {
  const { store } = platform;
  const { numbers } = store.state;
  const app = new Hono<OwnersFields>();
  const failed = (label = 'method failed'): Response => errorCode(420, label);

  app.use('/account/numbers', ownersFields(platform));
  app.use('/number/*', ownersFields(platform));

  app.get('/account/numbers', (c) => {
    const wanted = query.safeParse(searched(c));
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
    const wanted = query.required({ country: true }).safeParse(searched(c));
    if (!wanted.success) return failed();
    return c.json(
      onPage(
        available(platform, wanted.data.country).filter((number) => matches(number, wanted.data)),
        wanted.data,
      ),
    );
  });

  app.post('/number/buy', (c) => {
    const wanted = order.safeParse(c.get('fields'));
    if (!wanted.success) return failed();
    const { country, msisdn } = wanted.data;
    const found = available(platform, country).find((number) => number.msisdn === msisdn);
    if (!found) return failed();
    const { type, features } = found;
    numbers.push({ country, msisdn, type, features });
    store.save();
    return c.json(succeeded);
  });

  app.post('/number/cancel', (c) => {
    const wanted = order.safeParse(c.get('fields'));
    const index = numbers.findIndex((number) => isThat(number, wanted.data));
    if (index < 0) return failed();
    numbers.splice(index, 1);
    store.save();
    return c.json(succeeded);
  });

  app.post('/number/update', async (c) => {
    const wanted = update.safeParse(c.get('fields'));
    if (!wanted.success) return failed();
    const number = numbers.find((candidate) => isThat(candidate, wanted.data));
    if (!number) return failed();
    const offence = await offenceOf(platform, wanted.data);
    if (offence !== undefined) return failed(offence);
    const { app_id: appId, country: _country, msisdn: _msisdn, ...rest } = wanted.data;
    const { messagesCallbackType: type, messagesCallbackValue: value } = rest;
    const unlinked = (type === '' || value === '') && { messagesCallbackType: '', messagesCallbackValue: '' };
    // What is not given stays; what is given empty is removed.
    for (const [name, value] of Object.entries({ appId, ...rest, ...unlinked })) {
      if (value !== undefined) Object.assign(number, { [name]: value === '' ? undefined : value });
    }
    store.save();
    return c.json(succeeded);
  });
  return app;
}

const isThat = (number: RentedNumber, wanted: z.infer<typeof order> | undefined): boolean =>
  number.msisdn === wanted?.msisdn && number.country === wanted.country;

/** Why a number cannot be changed so; undefined when it can. */
async function offenceOf(
  platform: Platform,
  { app_id: appId, moHttpUrl, messagesCallbackType, messagesCallbackValue }: z.infer<typeof update>,
): Promise<string | undefined> {
  if (!messagesCallbackType !== !messagesCallbackValue) {
    return 'messagesCallbackType and messagesCallbackValue must be given together';
  }
  for (const id of [appId, messagesCallbackValue]) {
    if (id && !platform.store.state.applications.some((application) => application.id === id))
      return `There is no application ${id}`;
  }
  return moHttpUrl && !(await answersCheck(platform, moHttpUrl)) ? failedCheck(moHttpUrl) : undefined;
}
