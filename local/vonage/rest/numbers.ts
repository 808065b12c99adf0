import { Hono, type Context } from 'hono';
import { z } from 'zod';
import type { Application, RentedNumber, Store } from '../state.ts';
import type { WebhookSender } from '../webhooks/sender.ts';
import { failedUrlCheck, passesUrlCheck } from '../webhooks/url-check.ts';
import { availableNumbers } from './available-numbers.ts';
import type { Fields } from './fields.ts';
import { matches, numberQuery, onPage } from './number-query.ts';
import type { OwnerAuth } from './owner-auth.ts';
import { ownerFieldsOnly, type WithFields } from './owner-only.ts';
import { errorCode, succeeded } from './problems.ts';

const order = z.object({ country: z.string().length(2), msisdn: z.string().regex(/^\d{7,15}$/) });
const changes = order.extend({
  app_id: z.string().optional(),
  moHttpUrl: z.string().optional(),
  voiceCallbackType: z.enum(['sip', 'tel', 'app', '']).optional(),
  voiceCallbackValue: z.string().optional(),
  voiceStatusCallback: z.string().optional(),
  messagesCallbackType: z.enum(['app', '']).optional(),
  messagesCallbackValue: z.string().optional(),
});

const view = ({ appId, ...number }: RentedNumber) => ({
  ...number,
  ...(appId !== undefined && { app_id: appId }),
});

/** A search's parameters; nexmo 2.9.1 repeats `features`, the others send a list with commas. */
const searchFields = (c: Context<WithFields>): Fields => ({
  ...c.get('fields'),
  features: c.req.queries('features')?.join(','),
});

/** `/account/numbers` and `/number/*`. */
export function numberRoutes({
  store,
  ownerAuth,
  sender,
}: {
  store: Store;
  ownerAuth: OwnerAuth;
  sender: Pick<WebhookSender, 'send'>;
}): Hono<WithFields> {
  const { applications, numbers } = store.state;
  const app = new Hono<WithFields>();
  const failed = (label = 'method failed'): Response => errorCode(420, label);

  app.use('/account/numbers', ownerFieldsOnly(ownerAuth));
  app.use('/number/*', ownerFieldsOnly(ownerAuth));

  app.get('/account/numbers', (c) => {
    const query = numberQuery.safeParse(searchFields(c));
    if (!query.success) return failed();
    const { country, application_id: appId, has_application: linked } = query.data;
    const owned = numbers.filter(
      (number) =>
        (country === undefined || number.country === country) &&
        (appId === undefined || number.appId === appId) &&
        (linked === undefined || (number.appId !== undefined) === (linked === 'true')) &&
        matches(number, query.data),
    );
    return c.json(onPage(owned.map(view), query.data));
  });

  app.get('/number/search', (c) => {
    const query = numberQuery.required({ country: true }).safeParse(searchFields(c));
    if (!query.success) return failed();
    return c.json(
      onPage(
        availableNumbers(numbers, query.data.country).filter((number) => matches(number, query.data)),
        query.data,
      ),
    );
  });

  app.post('/number/buy', (c) => {
    const ordered = order.safeParse(c.get('fields'));
    if (!ordered.success) return failed();
    const { country, msisdn } = ordered.data;
    const found = availableNumbers(numbers, country).find((number) => number.msisdn === msisdn);
    if (!found) return failed();
    const { type, features } = found;
    numbers.push({ country, msisdn, type, features });
    store.save();
    return c.json(succeeded);
  });

  app.post('/number/cancel', (c) => {
    const ordered = order.safeParse(c.get('fields'));
    const index = numbers.findIndex((number) => isOrdered(number, ordered.data));
    if (index < 0) return failed();
    numbers.splice(index, 1);
    store.save();
    return c.json(succeeded);
  });

  app.post('/number/update', async (c) => {
    const update = changes.safeParse(c.get('fields'));
    if (!update.success) return failed();
    const number = numbers.find((candidate) => isOrdered(candidate, update.data));
    if (!number) return failed();
    const problem = await problemOf(update.data, applications, sender);
    if (problem !== undefined) return failed(problem);
    change(number, update.data);
    store.save();
    return c.json(succeeded);
  });
  return app;
}

const isOrdered = (number: RentedNumber, ordered: z.infer<typeof order> | undefined): boolean =>
  number.msisdn === ordered?.msisdn && number.country === ordered.country;

/** A field that is not given stays; one that is given empty is removed. */
function change(
  number: RentedNumber,
  { app_id: appId, country: _country, msisdn: _msisdn, ...rest }: z.infer<typeof changes>,
): void {
  const isUnlinked = rest.messagesCallbackType === '' || rest.messagesCallbackValue === '';
  const unlinked = isUnlinked && { messagesCallbackType: '', messagesCallbackValue: '' };
  for (const [name, value] of Object.entries({ appId, ...rest, ...unlinked })) {
    if (value !== undefined) Object.assign(number, { [name]: value === '' ? undefined : value });
  }
}

/** The reason why a number cannot be changed in this way; undefined when it can. */
async function problemOf(
  { app_id: appId, moHttpUrl, messagesCallbackType, messagesCallbackValue }: z.infer<typeof changes>,
  applications: readonly Application[],
  sender: Pick<WebhookSender, 'send'>,
): Promise<string | undefined> {
  if (!messagesCallbackType !== !messagesCallbackValue) {
    return 'messagesCallbackType and messagesCallbackValue must be given together';
  }
  for (const id of [appId, messagesCallbackValue]) {
    if (id && !applications.some((application) => application.id === id))
      return `There is no application ${id}`;
  }
  return moHttpUrl && !(await passesUrlCheck(sender, moHttpUrl)) ? failedUrlCheck(moHttpUrl) : undefined;
}
