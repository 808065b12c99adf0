import type { Vonage } from '@vonage/server-sdk';
import type { Account, Client } from './client.ts';
import { WEBHOOKS } from './client.ts';

/** A client of @vonage/server-sdk 3, whose shape has stayed the same since 3.0.1. */
export function withPromises(Library: unknown, { url, ...credentials }: Account): Client {
  const Constructor = Library as new (credentials: object, options: object) => Vonage;
  const { sms, accounts, numbers, applications, voice, secrets } = new Constructor(credentials, {
    restHost: url,
    apiHost: url,
  });
  const { apiKey } = credentials;
  return {
    text: ({ 'client-ref': clientRef, ...text }) =>
      sms.send({ ...text, ...(clientRef !== undefined && { clientRef }) }),
    balance: () => accounts.getBalance(),
    registerInbound: (moCallBackUrl) => accounts.updateAccountCallbacks({ moCallBackUrl }),
    search: (country, { pattern, features }) =>
      numbers.getAvailableNumbers({ country, pattern, features } as unknown as Parameters<
        typeof numbers.getAvailableNumbers
      >[0]),
    buy: (country, msisdn) => numbers.buyNumber({ country, msisdn }),
    link: (country, msisdn, applicationId, moHttpUrl) =>
      numbers.updateNumber({ country, msisdn, applicationId, moHttpUrl }),
    owned: () => numbers.getOwnedNumbers({}),
    cancel: (country, msisdn) => numbers.cancelNumber({ country, msisdn }),
    makeApplication: (name) =>
      applications.createApplication({
        name,
        capabilities: {
          voice: {
            webhooks: {
              answerUrl: { address: WEBHOOKS.answer, httpMethod: 'GET' },
              eventUrl: { address: WEBHOOKS.event, httpMethod: 'POST' },
            },
          },
        },
      }),
    applications: () => applications.getApplicationPage({ pageSize: 5 }),
    application: (id) => applications.getApplication(id),
    deleteApplication: (id) => applications.deleteApplication(id),
    call: ({ from, to, text }) =>
      voice.createOutboundCall({
        to: [{ type: 'phone', number: to }],
        from: { type: 'phone', number: from },
        ncco: [{ action: 'talk', text }],
      } as unknown as Parameters<typeof voice.createOutboundCall>[0]),
    calls: () => voice.getCallsPage({ pageSize: 5 }),
    callOf: (uuid) => voice.getCall(uuid),
    hangUp: (uuid) => voice.hangupCall(uuid),
    secrets: () => secrets.listSecrets(apiKey),
    addSecret: (secret) => secrets.createSecret(apiKey, secret),
    deleteSecret: (id) => secrets.deleteSecret(apiKey, id),
  };
}
