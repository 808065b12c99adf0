import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Hono } from 'hono';
import { join } from 'node:path';
import type { SetUp } from '../ops/setup/plan.ts';
import { setUp } from '../ops/setup/set-up.ts';
import { localTables } from '../ops/stack/tables.ts';
import { keepSignedIn } from './agents-apps.ts';
import { CloseStack } from './close-stack.ts';
import { startCloud, type Cloud } from './cloud/index.ts';
import { createClock, type Clock } from './clock.ts';
import { createConsole } from './console/index.ts';
import type { SystemEvent } from './console/timeline/system-event.ts';
import { createTimeline, type Timeline } from './console/timeline/timeline.ts';
import { createOwnOrigins, type OwnOrigins } from './loopback.ts';
import { serve } from './serve.ts';
import { bothSettled } from './settled.ts';
import { createVonage, type Vonage } from './vonage/vonage.ts';

/** Numbers that Ofcom reserves for fiction, so no subscriber has them. */
export const NUMBERS = { support: '447700900000', delivery: '441632960960', voice: '447700900000' };

/** The tutorial's two agents, whose apps are signed in by default. */
const AGENTS = ['Jane', 'Joe'];

/** The account at the simulated Vonage. Its credentials are valid on this machine only. */
const ACCOUNT = {
  apiKey: 'local000',
  apiSecret: 'local-api-secret',
  signatureSecret: 'local-signature-secret',
  signatureMethod: 'sha256',
} as const;

export interface FrontdeskOptions {
  /** The directory of the synthesized stack. */
  assembly: string;
  /** 0: any free port. */
  ports: { api: number; simulator: number; dynamodb: number };
  /** Where the data is kept; undefined: in memory. */
  dataDir: string | undefined;
  /** Agents whose apps are signed in with the shared key; none are where an identity provider authenticates agents. */
  agents?: string[];
  /** Where Vite built the console's page; undefined: no page is served. */
  pageDir?: string | undefined;
  /** A function whose environments run with Node's inspector and without time limits; `onStep` gets their URLs. */
  inspect?: string | undefined;
  /** Receives each step of the start, as a sentence. */
  onStep?: (step: string) => void;
  onEvent?: (event: SystemEvent) => void;
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
  /** Resolves when no webhook and no invocation is under way. */
  settled: () => Promise<void>;
  close: () => Promise<void>;
}

/** Starts the local cloud and the simulated Vonage, and connects them with the owner's own set-up command. */
export async function startFrontdesk(options: FrontdeskOptions): Promise<Frontdesk> {
  const resources = new CloseStack();
  try {
    return await start(options, resources);
  } catch (error) {
    await resources.close().catch(options.onError ?? ignore);
    throw error;
  }
}

const ignore = (): void => {};

/** What is known only after a part has started; the parts that started before read it when they need it. */
interface Known {
  apiOrigin?: string;
  simulatorUrl?: string;
  account?: SetUp;
}

async function start(options: FrontdeskOptions, resources: CloseStack): Promise<Frontdesk> {
  const { assembly, ports, dataDir, agents = AGENTS, pageDir, inspect } = options;
  const { onStep = ignore, onEvent = ignore, onError = ignore } = options;
  const clock = createClock({ onError });
  resources.add(() => clock.stop());
  const origins = createOwnOrigins();
  const known: Known = {};
  const timeline = createTimeline({ apiOrigin: () => known.apiOrigin });
  const record = recorder(timeline, { onEvent, onError });

  onStep('Starting the cloud: gateway, functions, tables, secrets');
  const cloud = await startCloud({
    assembly,
    clock,
    ports: { api: ports.api, dynamodb: ports.dynamodb },
    dataDir: dataDir && join(dataDir, 'cloud'),
    origins,
    ...(inspect && {
      inspect: { function: inspect, onUrl: (url: string) => onStep(`Inspector of ${inspect}: ${url}`) },
    }),
    onEvent: record,
  });
  resources.add(() => cloud.close());
  known.apiOrigin = new URL(cloud.apiUrl).origin;

  onStep('Starting the simulated Vonage');
  const vonage = openVonage({ clock, dataDir, cloud, known, origins, onEvent: record });
  const app = new Hono({ strict: false });
  app.route('/', vonage.app);
  app.route('/cloud', cloud.control);
  app.route('/', openConsole({ cloud, agents, known, timeline, clock, pageDir }, resources));
  resources.add(() => vonage.close());
  const simulator = await serve(app, ports.simulator, origins);
  resources.add(() => simulator.close());
  known.simulatorUrl = simulator.url;

  const account = await connect(cloud, simulator.url, onStep);
  known.account = account;

  onStep("Signing in the agents' apps");
  const addresses = { apiUrl: cloud.apiUrl, simulatorUrl: simulator.url };
  const { mobileApiKey = '' } = account;
  resources.add(await keepSignedIn(agents, { ...addresses, mobileApiKey, clock, onStep, onError }));
  return {
    ...addresses,
    dynamodbUrl: cloud.dynamodbUrl,
    outputs: cloud.outputs,
    clock,
    cloud,
    vonage,
    account,
    settled: () => bothSettled(vonage, cloud),
    close: () => resources.close(),
  };
}

/** Passes events on and adds them to the timeline. An event that the timeline cannot draw stops nothing. */
const recorder =
  (timeline: Timeline, { onEvent, onError }: Required<Pick<FrontdeskOptions, 'onEvent' | 'onError'>>) =>
  (event: SystemEvent): void => {
    onEvent(event);
    try {
      timeline.note(event);
    } catch (error) {
      onError(error);
    }
  };

function openVonage({
  clock,
  dataDir,
  cloud,
  known,
  origins,
  onEvent,
}: {
  clock: Clock;
  dataDir: string | undefined;
  cloud: Cloud;
  known: Known;
  origins: OwnOrigins;
  onEvent: (event: SystemEvent) => void;
}): Vonage {
  return createVonage({
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
    onEvent,
  });
}

function openConsole(
  {
    cloud,
    agents,
    known,
    timeline,
    clock,
    pageDir,
  }: {
    cloud: Cloud;
    agents: string[];
    known: Known;
    timeline: Timeline;
    clock: Clock;
    pageDir: string | undefined;
  },
  resources: CloseStack,
): Hono {
  const desk = localTables(new URL(cloud.dynamodbUrl).port);
  resources.add(() => desk.dynamodb.destroy());
  return createConsole({
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
  });
}

/** Connects the stack and the account, as `npm run setup` does after a deployment. */
async function connect(cloud: Cloud, simulatorUrl: string, onStep: (step: string) => void): Promise<SetUp> {
  const secrets = new SecretsManagerClient(ownerOptions(cloud.secretsUrl));
  const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient(ownerOptions(cloud.dynamodbUrl)));
  try {
    return await setUp(
      {
        outputs: cloud.outputs,
        apiKey: ACCOUNT.apiKey,
        apiSecret: ACCOUNT.apiSecret,
        ...NUMBERS,
        signatureSecret: ACCOUNT.signatureSecret,
        signatureMethod: ACCOUNT.signatureMethod,
        smsProof: 'both',
        sharedKey: true,
        restHost: simulatorUrl,
        apiHost: simulatorUrl,
      },
      { secrets, dynamodb, onStep },
    );
  } finally {
    secrets.destroy();
    dynamodb.destroy();
  }
}

/** The local cloud gives the owner's rights to every access key that is not a function's. */
function ownerOptions(endpoint: string) {
  return { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'owner', secretAccessKey: 'owner' } };
}
