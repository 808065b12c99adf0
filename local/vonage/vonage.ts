import { randomUUID } from 'node:crypto';
import { Hono, type MiddlewareHandler } from 'hono';
import type { Clock } from '../clock.ts';
import { createRecordings, recordingRoutes } from './calls/recordings.ts';
import { callRoutes } from './calls/rest.ts';
import { createRooms } from './calls/rooms.ts';
import { createSwitchboard } from './calls/switchboard.ts';
import type { VonageEvent } from './events.ts';
import { createFaultBox } from './faults.ts';
import type { Account, DtmfFormat, Platform, SmsWebhookMethod } from './platform.ts';
import { accountRoutes } from './rest/account.ts';
import { applicationRoutes } from './rest/applications.ts';
import { numberRoutes } from './rest/numbers.ts';
import { unknownPath } from './rest/problems.ts';
import { secretRoutes } from './rest/secrets.ts';
import { userRoutes } from './rest/users.ts';
import { createSessions } from './sessions.ts';
import { simulatorRoutes } from './simulator/routes.ts';
import { smsRoutes } from './sms/rest.ts';
import { FULL_BALANCE, openStore, type Feature } from './state.ts';
import { createCourier } from './webhooks/courier.ts';

export interface VonageOptions {
  /** Every delay, retry and time limit runs on it. */
  clock: Clock;
  /** Where the account is kept across restarts; undefined keeps it in memory. */
  stateFile: string | undefined;
  account: Account;
  /** Rented when there is no snapshot yet. */
  numbers: { msisdn: string; country: string; features: Feature[] }[];
  /** How SMS webhooks are sent unless a text says otherwise. @default 'POST' */
  smsWebhookMethod?: SmsWebhookMethod;
  /** How keys are told: as today, or as the bare string of old. @default 'today' */
  dtmfFormat?: DtmfFormat;
  /** Added to what GET /simulator/account shows. */
  extraAccount?: () => Record<string, unknown>;
  /** What GET /simulator/health asks. */
  health?: () => Promise<boolean>;
  /** Whose pages may call the simulator's own routes; no other page than the server's own, unless told. */
  trustsOrigin?: (origin: string) => boolean;
  onEvent?: (event: VonageEvent) => void;
  /** A new random UUID, from which all ids are made. */
  uuid?: () => string;
}

export interface Vonage {
  /**
   * Vonage's REST paths and `/simulator/`, to be served on a loopback port. Where it is mounted in another app, that
   * one decides whether a slash at the end matters: it must not be strict.
   */
  readonly app: Hono;
  /** Resolves when no webhook is on its way; retries that wait for the clock do not count. */
  settled(): Promise<void>;
  /** Ends what is open and writes the snapshot. */
  close(): Promise<void>;
}

/** Vonage's own paths, as against the simulator's. */
const REST_PATHS = ['/sms/*', '/account/*', '/accounts/*', '/number/*', '/v1/*', '/v2/*'];
const LONGEST_TOLD = 8_000;

/** Tells of a call before it is answered. */
function tellCall(platform: Platform): MiddlewareHandler {
  return async (c, next) => {
    const { method, path } = c.req;
    const body = method === 'GET' ? '' : (await c.req.raw.clone().text()).slice(0, LONGEST_TOLD);
    const trace = c.req.header('x-amzn-trace-id');
    const at = platform.now();
    platform.tell({ type: 'api', at, method, path, body, ...(trace !== undefined && { trace }) });
    await next();
  };
}

/** A Vonage account of one's own: REST on one side, signed webhooks on the other, phones and apps in between. */
export function createVonage({
  clock,
  stateFile,
  account,
  numbers,
  smsWebhookMethod = 'POST',
  dtmfFormat = 'today',
  extraAccount,
  health,
  trustsOrigin,
  onEvent = () => {},
  uuid = randomUUID,
}: VonageOptions): Vonage {
  const closing = new AbortController();
  const working = new Set<Promise<unknown>>();
  const closed = new Promise<void>((resolve) => closing.signal.addEventListener('abort', () => resolve()));
  const track = <T>(work: Promise<T>): Promise<T> => {
    // Work that waits for a stopped clock must not keep the door open.
    const done: Promise<unknown> = Promise.race([work, closed])
      .catch(() => undefined)
      .finally(() => working.delete(done));
    working.add(done);
    return work;
  };
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
  if (secrets.length === 0) {
    const createdAt = new Date(clock.now()).toISOString();
    secrets.push({ id: uuid(), secret: account.apiSecret, createdAt });
  }
  const listeners = new Set<(event: VonageEvent) => void>();
  const tell = (event: VonageEvent): void => {
    onEvent(event);
    for (const listener of listeners) listener(event);
  };
  let origin: string | undefined;
  const platform: Platform = {
    clock,
    account,
    smsWebhookMethod,
    dtmfFormat,
    store,
    faults: createFaultBox(),
    courier: createCourier({ clock, closing: closing.signal, tell, track }),
    recordings: createRecordings(),
    rooms: createRooms(uuid),
    origin: () => origin ?? 'http://127.0.0.1',
    uuid,
    now: () => new Date(clock.now()).toISOString(),
    track,
    tell,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    closing: closing.signal,
  };
  const sessions = createSessions(platform);
  const switchboard = createSwitchboard(platform, sessions);

  const app = new Hono({ strict: false });
  app.use(async (c, next) => {
    origin ??= new URL(c.req.url).origin;
    await next();
  });
  app.use(unknownPath);
  for (const path of REST_PATHS) app.use(path, tellCall(platform));
  app.route('/', smsRoutes(platform));
  app.route('/', accountRoutes(platform));
  app.route('/', secretRoutes(platform));
  app.route('/', numberRoutes(platform));
  app.route('/', applicationRoutes(platform));
  app.route('/', userRoutes(platform));
  app.route('/', callRoutes(platform, switchboard));
  app.route('/', recordingRoutes(platform));
  app.route(
    '/',
    simulatorRoutes(platform, switchboard, sessions, {
      ...(extraAccount && { extraAccount }),
      ...(health && { health }),
      ...(trustsOrigin && { trustsOrigin }),
    }),
  );
  store.save();

  const settled = async (): Promise<void> => {
    do {
      await Promise.race([closed, Promise.all(switchboard.calls.map((call) => call.whenAtRest()))]);
      await Promise.all(working);
    } while (
      !closing.signal.aborted &&
      (working.size > 0 || switchboard.calls.some((call) => !call.isAtRest))
    );
  };
  return {
    app,
    settled,
    async close() {
      closing.abort();
      platform.courier.reset();
      switchboard.reset();
      await Promise.all(working);
      store.flush();
    },
  };
}
