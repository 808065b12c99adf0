/** A call that a document of Vonage describes. The text between braces in `path` is filled from what was learned. */
export interface Sample {
  document: 'account' | 'application.v2' | 'numbers' | 'sms' | 'voice';
  /** As the document has it. */
  operation: string;
  path?: string;
  query?: Record<string, string>;
  json?: unknown;
  form?: Record<string, string>;
  status: number;
  /** Why the document does not describe the call as Vonage takes it. */
  undescribed?: string;
  /** Keeps a field of the answer under a name, for later paths. */
  learn?: Record<string, string>;
}

const ANSWER = { address: 'https://desk.test/answer', http_method: 'POST' };
const EVENT = { address: 'https://desk.test/event', http_method: 'POST' };
const application = (name: string) => ({
  name,
  capabilities: { voice: { webhooks: { answer_url: ANSWER, event_url: EVENT } } },
});
const secrets = '/accounts/{api_key}/secrets';
const account = { document: 'account' } as const;
const numbers = { document: 'numbers' } as const;
const applications = { document: 'application.v2' } as const;
const sms = { document: 'sms', operation: 'POST /{format}', path: '/json', status: 200 } as const;
const voice = { document: 'voice' } as const;
const change = (json: unknown): Sample => ({ ...voice, operation: 'PUT /{uuid}', json, status: 204 });

/** In this order against one account, that has SUPPORT and an application; Jane's phone answers when it is called. */
export const samples = (
  SUPPORT: string,
  JANES_PHONE: string,
  owner: { apiKey: string; apiSecret: string },
): Sample[] => [
  { ...account, operation: 'GET /account/get-balance', status: 200 },
  { ...account, operation: 'GET /account/get-balance', query: { api_secret: 'wrong' }, status: 401 },
  {
    ...account,
    operation: 'POST /account/settings',
    form: { moCallBackUrl: '{hook}', drCallBackUrl: '{hook}' },
    status: 200,
  },
  { ...account, operation: `GET ${secrets}`, status: 200 },
  { ...account, operation: `GET ${secrets}`, path: '/accounts/nobody/secrets', status: 404 },
  { ...account, operation: `POST ${secrets}`, json: { secret: 'weak' }, status: 400 },
  {
    ...account,
    operation: `POST ${secrets}`,
    json: { secret: 'Second-secret-2' },
    status: 201,
    learn: { secret_id: 'id' },
  },
  { ...account, operation: `GET ${secrets}/{secret_id}`, status: 200 },
  { ...account, operation: `DELETE ${secrets}/{secret_id}`, status: 204 },
  { ...account, operation: `GET ${secrets}/{secret_id}`, status: 404 },
  { ...account, operation: `DELETE ${secrets}/{secret_id}`, status: 404 },

  { ...numbers, operation: 'GET /account/numbers', status: 200 },
  { ...numbers, operation: 'GET /account/numbers', query: { api_secret: 'wrong' }, status: 401 },
  {
    ...numbers,
    operation: 'GET /number/search',
    query: { country: 'US', type: 'mobile-lvn', features: 'SMS,MMS', size: '2' },
    status: 200,
  },
  { ...numbers, operation: 'POST /number/buy', form: { country: 'US', msisdn: '12025550100' }, status: 200 },
  { ...numbers, operation: 'POST /number/buy', form: { country: 'US', msisdn: '12025550100' }, status: 420 },
  {
    ...numbers,
    operation: 'POST /number/update',
    form: { country: 'US', msisdn: '12025550100', voiceCallbackType: 'tel', voiceCallbackValue: JANES_PHONE },
    status: 200,
  },
  {
    ...numbers,
    operation: 'POST /number/cancel',
    form: { country: 'US', msisdn: '12025550100' },
    status: 200,
  },

  {
    ...sms,
    form: {
      api_key: owner.apiKey,
      api_secret: owner.apiSecret,
      from: SUPPORT,
      to: JANES_PHONE,
      text: 'Hello',
    },
  },
  {
    ...sms,
    form: {
      api_key: owner.apiKey,
      api_secret: owner.apiSecret,
      from: SUPPORT,
      to: JANES_PHONE,
      text: 'こんにちは',
      type: 'unicode',
      'client-ref': 'r',
    },
  },
  {
    ...sms,
    form: {
      api_key: owner.apiKey,
      api_secret: owner.apiSecret,
      from: 'nobody-at-all',
      to: JANES_PHONE,
      text: 'x',
    },
  },

  { ...applications, operation: 'GET /', query: { page_size: '1', page: '1' }, status: 200 },
  { ...applications, operation: 'POST /', json: application('Shop'), status: 201, learn: { id: 'id' } },
  { ...applications, operation: 'GET /{id}', status: 200 },
  { ...applications, operation: 'PUT /{id}', json: application('Store'), status: 200 },
  { ...applications, operation: 'DELETE /{id}', status: 204 },
  { ...applications, operation: 'GET /{id}', status: 404 },
  { ...applications, operation: 'PUT /{id}', json: application('Store'), status: 404 },
  { ...applications, operation: 'DELETE /{id}', status: 404 },

  {
    ...voice,
    operation: 'POST /',
    json: {
      to: [{ type: 'phone', number: JANES_PHONE }],
      from: { type: 'phone', number: SUPPORT },
      ncco: [{ action: 'conversation', name: 'room' }],
    },
    status: 201,
    learn: { uuid: 'uuid' },
  },
  { ...voice, operation: 'GET /', query: { page_size: '5', order: 'desc' }, status: 200 },
  { ...voice, operation: 'GET /{uuid}', status: 200 },
  change({ action: 'mute' }),
  { ...change({ action: 'unmute' }), undescribed: 'The document writes "mute" for unmute, too.' },
  change({ action: 'earmuff' }),
  change({ action: 'unearmuff' }),
  { ...voice, operation: 'PUT /{uuid}/talk', json: { text: 'Hello', language: 'en-GB' }, status: 200 },
  { ...voice, operation: 'DELETE /{uuid}/talk', status: 200 },
  {
    ...voice,
    operation: 'PUT /{uuid}/stream',
    json: { stream_url: ['https://desk.test/music.mp3'] },
    status: 200,
  },
  { ...voice, operation: 'DELETE /{uuid}/stream', status: 200 },
  { ...voice, operation: 'PUT /{uuid}/dtmf', json: { digits: '12' }, status: 200 },
  change({
    action: 'transfer',
    destination: { type: 'ncco', ncco: [{ action: 'conversation', name: 'other' }] },
  }),
  change({ action: 'hangup' }),
  { ...voice, operation: 'GET /{uuid}', status: 200 },
];
