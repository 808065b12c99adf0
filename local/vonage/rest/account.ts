import { Hono } from 'hono';
import type { Platform } from '../platform.ts';
import { answersCheck } from '../webhooks/sms.ts';
import { isOwner } from './credentials.ts';
import { readFields } from './fields.ts';
import { errorCode } from './problems.ts';

const SETTINGS = ['moCallBackUrl', 'drCallBackUrl'] as const;

/** `/account/settings` and `/account/get-balance`. */
export function accountRoutes(platform: Platform): Hono {
  const { store } = platform;
  const app = new Hono();
  app.post('/account/settings', async (c) => {
    if (!isOwner(platform, c)) return errorCode(401, 'authentication failed');
    const fields = await readFields(c.req.raw);
    if (!fields) return errorCode(420, 'The body is no form.');
    for (const name of SETTINGS) {
      const url = fields[name];
      if (url === undefined) continue;
      if (typeof url !== 'string') return errorCode(420, `${name} is no URL`);
      if (url !== '' && !(await answersCheck(platform, url))) {
        return errorCode(420, `Callback URL ${url} is invalid or did not answer 200 OK`);
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
    isOwner(platform, c)
      ? c.json({ value: Number(store.state.balance.toFixed(8)), autoReload: false })
      : errorCode(401, 'authentication failed'),
  );
  return app;
}
