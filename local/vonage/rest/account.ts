import { Hono } from 'hono';
import type { Store } from '../state.ts';
import type { WebhookSender } from '../webhooks/sender.ts';
import { failedUrlCheck, passesUrlCheck } from '../webhooks/url-check.ts';
import type { OwnerAuth } from './owner-auth.ts';
import { ownerFieldsOnly, type WithFields } from './owner-only.ts';
import { errorCode } from './problems.ts';

const SETTINGS = ['moCallBackUrl', 'drCallBackUrl'] as const;

/** `/account/settings` and `/account/get-balance`. */
export function accountRoutes({
  store,
  ownerAuth,
  sender,
}: {
  store: Store;
  ownerAuth: OwnerAuth;
  sender: Pick<WebhookSender, 'send'>;
}): Hono<WithFields> {
  const { state } = store;
  const app = new Hono<WithFields>();
  app.use('/account/settings', ownerFieldsOnly(ownerAuth));
  app.use('/account/get-balance', ownerFieldsOnly(ownerAuth));

  app.post('/account/settings', async (c) => {
    const fields = c.get('fields');
    for (const name of SETTINGS) {
      const url = fields[name];
      if (url === undefined) continue;
      if (typeof url !== 'string') return errorCode(420, `${name} is no URL`);
      if (url !== '' && !(await passesUrlCheck(sender, url))) return errorCode(420, failedUrlCheck(url));
      state.settings[name] = url;
      store.save();
    }
    return c.json({
      'mo-callback-url': state.settings.moCallBackUrl,
      'dr-callback-url': state.settings.drCallBackUrl,
      'max-outbound-request': 30,
      'max-inbound-request': 30,
      'max-calls-per-second': 30,
    });
  });
  app.get('/account/get-balance', (c) =>
    c.json({ value: Number(state.balance.toFixed(8)), autoReload: false }),
  );
  return app;
}
