import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type { Clock } from '../clock.ts';
import type { Account, SmsWebhookMethod } from './account.ts';
import type { DtmfFormat } from './calls/call.ts';
import { recordingRoutes } from './calls/recordings/routes.ts';
import { callRoutes } from './calls/rest/routes.ts';
import { createVoice } from './calls/voice.ts';
import { createEventFeed, type Publish } from './event-feed.ts';
import { createFaultBox } from './faults.ts';
import { isoNow } from './iso-time.ts';
import { createPendingWork } from './pending-work.ts';
import { accountRoutes } from './rest/account.ts';
import { createTokenVerifier } from './rest/application-token.ts';
import { applicationRoutes } from './rest/applications.ts';
import { numberRoutes } from './rest/numbers.ts';
import { createOwnerAuth } from './rest/owner-auth.ts';
import { unknownPath } from './rest/problems.ts';
import { publishRequest } from './rest/request-log.ts';
import { secretRoutes } from './rest/secrets.ts';
import { userRoutes } from './rest/users.ts';
import { createSessions } from './sessions.ts';
import { phoneCallRoutes } from './simulator/calls.ts';
import { eventRoutes } from './simulator/events.ts';
import { faultRoutes } from './simulator/faults.ts';
import { messageRoutes } from './simulator/messages.ts';
import { simulatorRoutes } from './simulator/routes.ts';
import { sessionRoutes } from './simulator/sessions.ts';
import { createSmsAuthentication } from './sms/authenticate.ts';
import { smsRoutes } from './sms/rest.ts';
import { createSms } from './sms/sms.ts';
import { FULL_BALANCE, openStore, type Feature, type Store } from './state.ts';
import { createWebhookSender } from './webhooks/sender.ts';
import { createWebhookSigner } from './webhooks/signer.ts';

export interface VonageOptions {
  /** Every delay, retry and time limit runs on it. */
  clock: Clock;
  /** Where the account is kept across restarts; undefined keeps it in memory. */
  stateFile: string | undefined;
  account: Account;
  /** Rented when there is no snapshot yet. */
  numbers: { msisdn: string; country: string; features: Feature[] }[];
  /** How SMS webhooks are sent unless a text's own request sets it. @default 'POST' */
  smsWebhookMethod?: SmsWebhookMethod;
  /** The format of keys in an input's webhook. @default 'today' */
  dtmfFormat?: DtmfFormat;
  /** Added to what GET /simulator/account returns. */
  extraAccount?: () => Record<string, unknown>;
  /** The result of GET /simulator/health. */
  health?: () => Promise<boolean>;
  /** Whose pages may call the simulator's own routes, beside the server's own. @default none */
  trustsOrigin?: (origin: string) => boolean;
  onEvent?: Publish;
  /** A new random UUID, from which all ids are made. */
  uuid?: () => string;
}

export interface Vonage {
  /**
   * Vonage's REST paths and `/simulator/`, to be served on a loopback port. Where it is mounted in another app, that
   * one decides whether a slash at the end matters: it must not be strict.
   */
  readonly app: Hono;
  /** Whether no webhook is on its way, queued or due, and every call waits for somebody. */
  readonly isIdle: boolean;
  /** Resolves when it is idle; retries that wait for the clock do not count until they are due. */
  settled(): Promise<void>;
  /** Ends what is open and writes the snapshot. */
  close(): Promise<void>;
}

/** An account at a simulated Vonage: REST on one side, signed webhooks on the other, phones and apps in between. */
export function createVonage(options: VonageOptions): Vonage {
  const parts = compose(options);
  const { closing, closed, pending, sender, store, voice } = parts;
  const { switchboard } = voice;
  const app = new Hono({ strict: false });
  app.use(async (c, next) => {
    parts.noteOrigin(new URL(c.req.url).origin);
    await next();
  });
  app.use(unknownPath);
  addRestRoutes(app, parts);
  addSimulatorRoutes(app, parts, options);
  store.save();

  const isIdle = (): boolean => pending.isIdle && switchboard.calls.every((call) => call.isAtRest);
  return {
    app,
    get isIdle() {
      return isIdle();
    },
    async settled() {
      while (!closing.signal.aborted && !isIdle()) {
        await Promise.race([closed, Promise.all(switchboard.calls.map((call) => call.whenAtRest()))]);
        await pending.whenIdle();
      }
    },
    async close() {
      closing.abort();
      sender.reset();
      switchboard.reset();
      await pending.whenIdle();
      store.flush();
    },
  };
}

type Parts = ReturnType<typeof compose>;

/** Creates every part of the simulator with its dependencies. */
function compose(options: VonageOptions) {
  const { clock, account, smsWebhookMethod = 'POST', dtmfFormat = 'today', uuid = randomUUID } = options;
  const closing = new AbortController();
  const closed = new Promise<void>((resolve) => closing.signal.addEventListener('abort', () => resolve()));
  let knownOrigin: string | undefined;
  const store = openAccount(options, uuid);
  const feed = createEventFeed(...(options.onEvent ? [options.onEvent] : []));
  const faults = createFaultBox();
  const pending = createPendingWork(clock, closing.signal);
  const basics = {
    account,
    clock,
    faults,
    pending,
    publish: feed.publish,
    store,
    uuid,
    smsWebhookMethod,
    dtmfFormat,
    /** The address that the first client used, for the simulated Vonage's own links. */
    origin: () => knownOrigin ?? 'http://127.0.0.1',
  };
  const sender = createWebhookSender({ ...basics, closing: closing.signal });
  const signer = createWebhookSigner(basics);
  const ownerAuth = createOwnerAuth(account.apiKey, store.state.secrets);
  const verifyToken = createTokenVerifier(store.state.applications, clock);
  const sessions = createSessions({ ...basics, verifyToken });
  const shared = { ...basics, sender, signer, sessions };
  return {
    ...shared,
    closing,
    closed,
    feed,
    ownerAuth,
    verifyToken,
    noteOrigin: (origin: string): void => void (knownOrigin ??= origin),
    sms: createSms(shared),
    voice: createVoice(shared),
  };
}

/** The account of the snapshot, or a new one. */
function openAccount({ stateFile, account, numbers, clock }: VonageOptions, uuid: () => string): Store {
  const store = openStore(stateFile, () => ({
    secrets: [],
    settings: { moCallBackUrl: '', drCallBackUrl: '' },
    balance: FULL_BALANCE,
    applications: [],
    numbers: numbers.map((number) => ({ ...number, type: 'mobile-lvn' })),
    users: [],
    messages: [],
  }));
  const { secrets } = store.state;
  if (secrets.length === 0) secrets.push({ id: uuid(), secret: account.apiSecret, createdAt: isoNow(clock) });
  return store;
}

/** Vonage's own paths, as against the simulator's. */
const REST_PATHS = ['/sms/*', '/account/*', '/accounts/*', '/number/*', '/v1/*', '/v2/*'];

function addRestRoutes(app: Hono, parts: Parts): void {
  const { account, closing, clock, ownerAuth, publish, sms, store, voice } = parts;
  const { numbers } = store.state;
  for (const path of REST_PATHS) app.use(path, publishRequest(publish, clock));
  const authenticate = createSmsAuthentication({ account, ownerAuth, clock });
  const signal = closing.signal;
  app.route('/', smsRoutes({ ...parts, numbers, authenticate, accept: sms.acceptText, closing: signal }));
  app.route('/', accountRoutes(parts));
  app.route('/', secretRoutes({ ...parts, apiKey: account.apiKey }));
  app.route('/', numberRoutes(parts));
  app.route('/', applicationRoutes(parts));
  app.route('/', userRoutes(parts));
  app.route('/', callRoutes({ ...parts, ...voice, numbers }));
  app.route('/', recordingRoutes({ ...parts, ...voice }));
}

function addSimulatorRoutes(
  app: Hono,
  parts: Parts,
  {
    extraAccount = () => ({}),
    health = () => Promise.resolve(true),
    trustsOrigin = () => false,
  }: Pick<VonageOptions, 'extraAccount' | 'health' | 'trustsOrigin'>,
): void {
  const { account, closing, faults, feed, sender, sessions, sms, store, voice } = parts;
  const { switchboard, recordings } = voice;
  const reset = (): void => {
    store.state.messages.length = 0;
    store.state.balance = FULL_BALANCE;
    switchboard.reset();
    recordings.reset();
    faults.clear();
    sender.reset();
    store.save();
  };
  const options = { account, extraAccount, health, trustsOrigin, attempts: sender.attempts, reset };
  const { calls } = switchboard;
  const rooms = [
    messageRoutes({ ...parts, ...sms, numbers: store.state.numbers }),
    phoneCallRoutes(switchboard),
    eventRoutes({ feed, calls, closing: closing.signal }),
    sessionRoutes(sessions),
    faultRoutes(parts),
  ];
  app.route('/', simulatorRoutes(options, rooms));
}
