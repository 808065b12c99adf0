import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Hono } from 'hono';
import { join } from 'node:path';
import type { SetUp } from '../ops/setup/plan.ts';
import { setUp } from '../ops/setup/set-up.ts';
import { localTables } from '../ops/stack/tables.ts';
import { keepSignedIn } from './agents-apps.ts';
import { startCloud, type Cloud } from './cloud/index.ts';
import type { CloudEvent } from './cloud/events.ts';
import { createClock, type Clock } from './clock.ts';
import { createConsole } from './console/index.ts';
import { createTimeline } from './console/timeline/timeline.ts';
import { createOwnOrigins } from './loopback.ts';
import { serve } from './serve.ts';
import { bothSettled } from './settled.ts';
import type { VonageEvent } from './vonage/events.ts';
import { createVonage, type Vonage } from './vonage/vonage.ts';

/** Numbers that no real subscriber has. */
export const NUMBERS = { support: '447700900000', delivery: '441632960960', voice: '447700900000' };

/** The tutorial's two agents, whose apps are signed in here. */
const AGENTS = ['Jane', 'Joe'];

/** The account at the simulated Vonage. It opens nothing outside this machine. */
const ACCOUNT = {
  apiKey: 'local000',
  apiSecret: 'local-api-secret',
  signatureSecret: 'local-signature-secret',
  signatureMethod: 'sha256',
} as const;

export interface FrontdeskOptions {
  /** What was synthesized. */
  assembly: string;
  ports: { api: number; simulator: number; dynamodb: number };
  /** Where the data is kept; undefined: in memory. */
  dataDir: string | undefined;
  /** Whose apps are signed in here with the shared key; nobody's where an issuer vouches for agents. */
  agents?: string[];
  /** Where Vite built the console's page; undefined: the plain page of phones. */
  pageDir?: string | undefined;
  /** A function whose environments run with Node's inspector and without time limits; `say` gets their URLs. */
  inspect?: string | undefined;
  say?: (step: string) => void;
  onEvent?: (event: CloudEvent | VonageEvent) => void;
  onError?: (error: unknown) => void;
}

/** The whole system on this machine. */
export interface Frontdesk {
  apiUrl: string;
  simulatorUrl: string;
  dynamodbUrl: string;
  outputs: Record<string, string>;
  clock: Clock;
  cloud: Cloud;
  vonage: Vonage;
  account: SetUp;
  /** Resolves when nothing is under way: no webhook, no invocation. */
  settled: () => Promise<void>;
  close: () => Promise<void>;
}

/** Starts the local cloud and the simulated Vonage, and makes them one system with the owner's own set-up command. */
export async function startFrontdesk({
  assembly,
  ports,
  dataDir,
  agents = AGENTS,
  pageDir,
  inspect,
  say = () => {},
  onEvent = () => {},
  onError = () => {},
}: FrontdeskOptions): Promise<Frontdesk> {
  const clock = createClock({ onError });
  const origins = createOwnOrigins();
  const closing: (() => Promise<void> | void)[] = [() => clock.stop()];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  const known: { apiOrigin?: string; simulatorUrl?: string; account?: SetUp } = {};
  const timeline = createTimeline({ apiOrigin: () => known.apiOrigin });
  const tell = (event: CloudEvent | VonageEvent): void => {
    onEvent(event);
    // What cannot be drawn must not stop what happens.
    try {
      timeline.note(event);
    } catch (error) {
      onError(error);
    }
  };
  try {
    say('Starting the cloud: gateway, functions, tables, secrets');
    const cloud = await startCloud({
      assembly,
      clock,
      ports: { api: ports.api, dynamodb: ports.dynamodb },
      dataDir: dataDir && join(dataDir, 'cloud'),
      origins,
      ...(inspect && {
        inspect: { function: inspect, onUrl: (url: string) => say(`Inspector of ${inspect}: ${url}`) },
      }),
      onEvent: tell,
    });
    closing.push(() => cloud.close());
    known.apiOrigin = new URL(cloud.apiUrl).origin;

    say('Starting the simulated Vonage');
    const vonage = createVonage({
      clock,
      stateFile: dataDir && join(dataDir, 'vonage.json'),
      account: ACCOUNT,
      numbers: [
        { msisdn: NUMBERS.support, country: 'GB', features: ['SMS', 'VOICE'] },
        { msisdn: NUMBERS.delivery, country: 'GB', features: ['SMS', 'VOICE'] },
      ],
      extraAccount: () => ({ apiUrl: cloud.apiUrl, numbers: NUMBERS, ...known.account }),
      health: () => Promise.resolve(known.account !== undefined),
      trustsOrigin: origins.has,
      onEvent: tell,
    });
    const app = new Hono({ strict: false });
    app.route('/', vonage.app);
    app.route('/cloud', cloud.control);
    const desk = localTables(new URL(cloud.dynamodbUrl).port);
    closing.push(() => desk.dynamodb.destroy());
    app.route(
      '/',
      createConsole({
        places: { apiUrl: cloud.apiUrl, numbers: NUMBERS, agents },
        system: () => ({
          simulatorUrl: known.simulatorUrl ?? '',
          dynamodbUrl: cloud.dynamodbUrl,
          mobileApiKey: known.account?.mobileApiKey,
          notifyKey: known.account?.notifyKey,
        }),
        timeline,
        desk,
        now: () => clock.now(),
        pageDir,
      }),
    );
    const simulator = await serve(app, ports.simulator, origins);
    known.simulatorUrl = simulator.url;
    closing.push(
      () => vonage.close(),
      () => simulator.close(),
    );

    const account = await setUp(
      {
        outputs: cloud.outputs,
        apiKey: ACCOUNT.apiKey,
        apiSecret: ACCOUNT.apiSecret,
        ...NUMBERS,
        signatureSecret: ACCOUNT.signatureSecret,
        signatureMethod: ACCOUNT.signatureMethod,
        smsProof: 'both',
        sharedKey: true,
        restHost: simulator.url,
        apiHost: simulator.url,
      },
      {
        secrets: new SecretsManagerClient(owner(cloud.secretsUrl)),
        dynamodb: DynamoDBDocumentClient.from(new DynamoDBClient(owner(cloud.dynamodbUrl))),
        onStep: say,
      },
    );

    known.account = account;

    say("Signing in the agents' apps");
    closing.push(
      await keepSignedIn(agents, {
        apiUrl: cloud.apiUrl,
        simulatorUrl: simulator.url,
        mobileApiKey: account.mobileApiKey ?? '',
        clock,
        say,
        onError,
      }),
    );
    return {
      apiUrl: cloud.apiUrl,
      simulatorUrl: simulator.url,
      dynamodbUrl: cloud.dynamodbUrl,
      outputs: cloud.outputs,
      clock,
      cloud,
      vonage,
      account,
      settled: () => bothSettled(vonage, cloud),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Any key that is not a function's has an owner's rights in the local cloud. */
function owner(endpoint: string) {
  return { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'owner', secretAccessKey: 'owner' } };
}
