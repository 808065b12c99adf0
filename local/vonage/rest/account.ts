import { Hono } from 'hono';
import type { Platform } from '../platform.ts';
import { answersCheck, failedCheck } from '../webhooks/sms.ts';
import { ownersFields, type OwnersFields } from './fields.ts';
import { errorCode } from './problems.ts';

const SETTINGS = ['moCallBackUrl', 'drCallBackUrl'] as const;

/** `/account/settings` and `/account/get-balance`. */
export function accountRoutes(platform: Platform): Hono<OwnersFields> {
  const { store } = platform;
  const app = new Hono<OwnersFields>();
  app.use('/account/settings', ownersFields(platform));
  app.use('/account/get-balance', ownersFields(platform));

  app.post('/account/settings', async (c) => {
    const fields = c.get('fields');
    for (const name of SETTINGS) {
      const url = fields[name];
      if (url === undefined) continue;
      if (typeof url !== 'string') return errorCode(420, `${name} is no URL`);
      if (url !== '' && !(await answersCheck(platform, url))) {
        return errorCode(420, failedCheck(url));
      }
      store.state.settings[name] = url;
      store.save();
    }
    return c.json({
      'mo-callback-url': store.state.settings.moCallBackUrl,
      'dr-callback-url': store.state.settings.drCallBackUrl,
      'max-outbound-request': 30,
      'max-inbound-request': 30,
      'max-calls-per-second': 30,
    });
  });
  app.get('/account/get-balance', (c) =>
    c.json({ value: Number(store.state.balance.toFixed(8)), autoReload: false }),
  );
  return app;
}
