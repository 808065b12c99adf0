import { createPublicKey } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod/mini';
import { VonageProblem, vonageHttp, type Answer, type HttpDoors } from './vonage-http.ts';

const webhook = z.optional(z.object({ address: z.optional(z.string()) }));
const record = z.record(z.string(), z.unknown());
const application = z.object({
  id: z.string(),
  keys: z.optional(z.object({ public_key: z.optional(z.string()) })),
  privacy: z.optional(record),
  capabilities: z.optional(record),
});
const kept = z.object({
  voice: z.optional(z.object({ webhooks: z.optional(z.object({ event_url: webhook })) })),
  messages: z.optional(
    z.object({ webhooks: z.optional(z.object({ inbound_url: webhook, status_url: webhook })) }),
  ),
});
const applicationPage = z.object({
  total_pages: z.optional(z.number()),
  _embedded: z.optional(z.object({ applications: z.array(application) })),
});
const rented = z.object({
  country: z.string(),
  msisdn: z.string(),
  app_id: z.optional(z.string()),
  moHttpUrl: z.optional(z.string()),
  moSmppSysType: z.optional(z.string()),
  voiceCallbackType: z.optional(z.string()),
  voiceCallbackValue: z.optional(z.string()),
  voiceStatusCallback: z.optional(z.string()),
  messagesCallbackType: z.optional(z.string()),
  messagesCallbackValue: z.optional(z.string()),
});
const ownNumbers = z.object({ numbers: z.optional(z.array(rented)) });
const accountSettings = z.object({ 'dr-callback-url': z.optional(z.string()) });

/** A number that the account rents, with what Vonage tells of its configuration. */
export type RentedNumber = z.output<typeof rented>;

type Application = z.output<typeof application>;

/** What the application is to be, as `POST /v2/applications` takes it. */
export interface Definition {
  name: string;
  keys: { public_key: string };
  capabilities: { voice: object; rtc: object; messages: object };
}

/** Where Vonage sends what, as it kept it. */
export interface KeptWebhooks {
  event: string | undefined;
  inbound: string | undefined;
  status: string | undefined;
}

export interface VonageKeys {
  apiKey: string;
  apiSecret: string;
  restHost: string;
  apiHost: string;
}

/** How the account is reached; tests bring their own. */
export const ONLINE: HttpDoors = { fetch: (...given) => fetch(...given), pause: (ms) => wait(ms) };

const PAGE = 100;
/** How often the application is looked for again after a creation of which nobody knows whether it happened. */
const CREATIONS = 3;

/**
 * What the set-up command does in the owner's Vonage account.
 *
 * @throws VonageProblem from every call
 */
export function vonageAccount(
  { apiKey, apiSecret, restHost, apiHost }: VonageKeys,
  doors: HttpDoors = ONLINE,
) {
  const ask = vonageHttp(doors, { apiKey, apiSecret });
  const applications = `${apiHost}/v2/applications`;

  async function find(id: string): Promise<Application | undefined> {
    const answer = await ask('GET', `${applications}/${encodeURIComponent(id)}`, {
      what: 'show the application',
      accepts: [404],
    });
    return answer.status === 404 ? undefined : understood(application, answer, 'show the application');
  }

  /** One that an interrupted set-up made, before it could note the id: nobody else has its key. */
  async function findByKey(publicKey: string): Promise<Application | undefined> {
    const what = 'list the applications';
    for (let page = 1; ; page += 1) {
      const answer = await ask('GET', `${applications}?page_size=${PAGE}&page=${page}`, { what });
      const { total_pages: pages = 1, _embedded: listed } = understood(applicationPage, answer, what);
      const found = listed?.applications.find(({ keys }) => isSameKey(keys?.public_key, publicKey));
      if (found || page >= pages) return found;
    }
  }

  async function create(definition: Definition): Promise<string> {
    const what = 'make the application';
    for (let tried = 1; ; tried += 1) {
      try {
        const answer = await ask('POST', applications, { what, json: definition, repeatable: false });
        return understood(application, answer, what).id;
      } catch (error) {
        if (!(error instanceof VonageProblem) || error.kind !== 'outage') throw error;
        await doors.pause(1_000 * 2 ** tried);
        const made = await findByKey(definition.keys.public_key);
        if (made) return made.id;
        if (tried === CREATIONS) throw error;
      }
    }
  }

  /** A PUT replaces the whole: what others added to the application is sent back. */
  async function update(before: Application, definition: Definition): Promise<string> {
    const answer = await ask('PUT', `${applications}/${encodeURIComponent(before.id)}`, {
      what: 'take the settings of the application',
      json: {
        ...definition,
        ...(before.privacy && { privacy: before.privacy }),
        capabilities: { ...before.capabilities, ...merged(before.capabilities, definition.capabilities) },
      },
    });
    return understood(application, answer, 'take the settings of the application').id;
  }

  return {
    /**
     * The id of the application, brought up to date: the one that is `known`, else the one with our public key, else a
     * new one. One that Vonage does not know any more is replaced.
     */
    async putApplication(known: string | undefined, definition: Definition): Promise<string> {
      const before =
        (known === undefined ? undefined : await find(known)) ??
        (await findByKey(definition.keys.public_key));
      return before ? update(before, definition) : create(definition);
    },

    /** Where the application's events, texts and receipts go, as Vonage kept it. */
    async webhooks(id: string): Promise<KeptWebhooks> {
      const { voice, messages } = z.safeParse(kept, (await find(id))?.capabilities).data ?? {};
      return {
        event: voice?.webhooks?.event_url?.address,
        inbound: messages?.webhooks?.inbound_url?.address,
        status: messages?.webhooks?.status_url?.address,
      };
    },

    /** All numbers that the account rents. */
    async numbers(): Promise<RentedNumber[]> {
      const what = 'list the numbers of the account';
      const found: RentedNumber[] = [];
      for (let index = 1; ; index += 1) {
        const answer = await ask('GET', `${restHost}/account/numbers?size=${PAGE}&index=${index}`, { what });
        const { numbers = [] } = understood(ownNumbers, answer, what);
        found.push(...numbers);
        if (numbers.length < PAGE) return found;
      }
    },

    /** `fields` are to be all that the number has: Vonage may remove what an update leaves out. */
    async updateNumber(number: RentedNumber, fields: Record<string, string>): Promise<void> {
      const { country, msisdn } = number;
      await ask('POST', `${restHost}/number/update`, {
        what: `update the number ending in ${msisdn.slice(-4)}`,
        form: { country, msisdn, ...fields },
      });
    },

    /** Where the account's delivery receipts go. Nothing is changed: Vonage answers with its settings. */
    async receiptsUrl(): Promise<string | undefined> {
      const what = "show the account's settings";
      const answer = await ask('POST', `${restHost}/account/settings`, { what, form: {} });
      return understood(accountSettings, answer, what)['dr-callback-url'];
    },

    /** Returns what Vonage says it is set to. */
    async setReceiptsUrl(url: string): Promise<string | undefined> {
      const what = 'take the URL for delivery receipts, which the desk must answer';
      const answer = await ask('POST', `${restHost}/account/settings`, {
        what,
        form: { drCallBackUrl: url },
      });
      return understood(accountSettings, answer, what)['dr-callback-url'];
    },
  };
}

export type VonageAccount = ReturnType<typeof vonageAccount>;

/** @throws VonageProblem where it is no answer of Vonage's: a 2xx of something else must not count as one */
function understood<T extends z.ZodMiniType>(schema: T, { status, body }: Answer, what: string): z.output<T> {
  const { success, data } = z.safeParse(schema, body);
  if (success) return data;
  throw new VonageProblem(
    'refused',
    `Vonage did not ${what}: the answer (${status}) is none of Vonage's. Is there a proxy that answers in its place?`,
  );
}

/** Our capabilities, with what others set within them beside what is ours. */
function merged(before: Record<string, unknown> = {}, ours: Definition['capabilities']): object {
  return Object.fromEntries(
    Object.entries(ours).map(([name, capability]) => [
      name,
      { ...z.safeParse(record, before[name]).data, ...capability },
    ]),
  );
}

function isSameKey(one: string | undefined, other: string): boolean {
  try {
    return one !== undefined && createPublicKey(one).equals(createPublicKey(other));
  } catch {
    return false;
  }
}
