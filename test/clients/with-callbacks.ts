import type { Account, Client } from './client.ts';
import { WEBHOOKS } from './client.ts';

type Method = (...given: unknown[]) => void;

/** The part of nexmo 2.9.1 and @vonage/server-sdk 2 that is used; both take a callback last. */
interface Library {
  message: Record<'sendSms', Method>;
  account: Record<
    'checkBalance' | 'updateSMSCallback' | 'listSecrets' | 'createSecret' | 'deleteSecret',
    Method
  >;
  number: Record<'search' | 'buy' | 'update' | 'get' | 'cancel', Method>;
  applications: Record<'create' | 'get' | 'delete', Method>;
  calls: Record<'create' | 'get' | 'update', Method>;
}

type Callback = (error: unknown, answer: unknown) => void;

const ask = (call: (done: Callback) => void): Promise<unknown> =>
  new Promise((resolve, reject) => {
    call((error, answer) => {
      if (error === null || error === undefined) resolve(answer);
      else reject(error instanceof Error ? error : new Error(JSON.stringify(error)));
    });
  });

/**
 * A client with callbacks. Both speak plain HTTP when a port other than 443 is given. nexmo 2.9.1 takes hosts as bare
 * names. @vonage/server-sdk 2 wants a bare name where it sends texts and calls, and a URL for numbers and the account
 * (a bare name is silently replaced by rest.nexmo.com), so one for each is made there.
 */
export function withCallbacks(
  Library: unknown,
  { url, ...credentials }: Account,
  { hostsAsUrls }: { hostsAsUrls: boolean },
): Client {
  const { hostname, port } = new URL(url);
  const Constructor = Library as new (credentials: object, options: object) => Library;
  const open = (host: string): Library =>
    new Constructor(credentials, { restHost: host, apiHost: host, port: Number(port) });
  const named = open(hostname);
  const { number, account } = hostsAsUrls ? open(`http://${hostname}`) : named;
  const { message, applications, calls } = named;
  const { apiKey } = credentials;
  return {
    text: ({ from, to, text, ...more }) => ask((done) => message.sendSms(from, to, text, { ...more }, done)),
    balance: () => ask((done) => account.checkBalance(done)),
    registerInbound: (moUrl) => ask((done) => account.updateSMSCallback(moUrl, done)),
    search: (country, filter) => ask((done) => number.search(country, filter, done)),
    buy: (country, msisdn) => ask((done) => number.buy(country, msisdn, done)),
    link: (country, msisdn, appId, moHttpUrl) =>
      ask((done) => number.update(country, msisdn, { app_id: appId, moHttpUrl }, done)),
    owned: () => ask((done) => number.get({}, done)),
    cancel: (country, msisdn) => ask((done) => number.cancel(country, msisdn, done)),
    makeApplication: (name) =>
      ask((done) => applications.create(name, 'voice', WEBHOOKS.answer, WEBHOOKS.event, {}, done)),
    applications: () => ask((done) => applications.get({ page_size: 5 }, done, true)),
    application: (id) => ask((done) => applications.get(id, done, true)),
    deleteApplication: (id) => ask((done) => applications.delete(id, done)),
    call: ({ from, to, text }) =>
      ask((done) =>
        calls.create(
          {
            to: [{ type: 'phone', number: to }],
            from: { type: 'phone', number: from },
            ncco: [{ action: 'talk', text }],
          },
          done,
        ),
      ),
    calls: () => ask((done) => calls.get({ page_size: 5 }, done)),
    callOf: (uuid) => ask((done) => calls.get(uuid, done)),
    hangUp: (uuid) => ask((done) => calls.update(uuid, { action: 'hangup' }, done)),
    secrets: () => ask((done) => account.listSecrets(apiKey, done)),
    addSecret: (secret) => ask((done) => account.createSecret(apiKey, secret, done)),
    deleteSecret: (id) => ask((done) => account.deleteSecret(apiKey, id, done)),
  };
}
