import { createPublicKey } from 'node:crypto';
import * as z from 'zod/mini';
import { VonageProblem, parseResponse, type VonageHttp } from './vonage-http.ts';

const webhook = z.optional(z.object({ address: z.optional(z.string()) }));
const record = z.record(z.string(), z.unknown());
const application = z.object({
  id: z.string(),
  keys: z.optional(z.object({ public_key: z.optional(z.string()) })),
  privacy: z.optional(record),
  capabilities: z.optional(record),
});
const registeredCapabilities = z.object({
  voice: z.optional(
    z.object({
      webhooks: z.optional(
        z.object({ answer_url: webhook, fallback_answer_url: webhook, event_url: webhook }),
      ),
    }),
  ),
  rtc: z.optional(z.object({ webhooks: z.optional(z.object({ event_url: webhook })) })),
  messages: z.optional(
    z.object({ webhooks: z.optional(z.object({ inbound_url: webhook, status_url: webhook })) }),
  ),
});
const applicationPage = z.object({
  total_pages: z.optional(z.number()),
  _embedded: z.optional(z.object({ applications: z.array(application) })),
});

type Application = z.output<typeof application>;

/** The application's desired state, as `POST /v2/applications` takes it. */
export interface Definition {
  name: string;
  keys: { public_key: string };
  capabilities: { voice: object; rtc: object; messages: object };
}

/** Webhook URLs as Vonage stores them; undefined where none is registered. */
export type RegisteredWebhooks = Record<
  'answer' | 'fallback' | 'event' | 'rtcEvent' | 'inbound' | 'status',
  string | undefined
>;

const PAGE = 100;

/** Attempts to create the application; after an uncertain one it is searched for first. */
const MAX_CREATE_ATTEMPTS = 3;

/** The applications of the owner's account; `url` is the Application API's. */
export function vonageApplications(request: VonageHttp, url: string, pause: (ms: number) => Promise<void>) {
  async function find(id: string): Promise<Application | undefined> {
    const response = await request('GET', `${url}/${encodeURIComponent(id)}`, {
      purpose: 'show the application',
      accepts: [404],
    });
    return response.status === 404 ? undefined : parseResponse(application, response, 'show the application');
  }

  /** The application of an interrupted set-up whose id was not stored yet: its public key is unique. */
  async function findByKey(publicKey: string): Promise<Application | undefined> {
    const purpose = 'list the applications';
    for (let page = 1; ; page += 1) {
      const response = await request('GET', `${url}?page_size=${PAGE}&page=${page}`, { purpose });
      const { total_pages: pages = 1, _embedded: listed } = parseResponse(applicationPage, response, purpose);
      const found = listed?.applications.find(({ keys }) => isSameKey(keys?.public_key, publicKey));
      if (found || page >= pages) return found;
    }
  }

  async function create(definition: Definition): Promise<string> {
    const purpose = 'make the application';
    for (let attempt = 1; ; attempt += 1) {
      try {
        const response = await request('POST', url, { purpose, json: definition, repeatable: false });
        return parseResponse(application, response, purpose).id;
      } catch (error) {
        if (!(error instanceof VonageProblem) || error.kind !== 'outage') throw error;
        await pause(1_000 * 2 ** attempt);
        const made = await findByKey(definition.keys.public_key);
        if (made) return made.id;
        if (attempt === MAX_CREATE_ATTEMPTS) throw error;
      }
    }
  }

  /** PUT replaces the whole application, so capabilities and privacy set by others are sent back unchanged. */
  async function update(before: Application, definition: Definition): Promise<string> {
    const response = await request('PUT', `${url}/${encodeURIComponent(before.id)}`, {
      purpose: 'take the settings of the application',
      json: {
        ...definition,
        ...(before.privacy && { privacy: before.privacy }),
        capabilities: { ...before.capabilities, ...merged(before.capabilities, definition.capabilities) },
      },
    });
    return parseResponse(application, response, 'take the settings of the application').id;
  }

  return {
    /**
     * Updates or creates the application: the one with the `known` id, else the one with our public key, else a new
     * one. An id that Vonage no longer knows is replaced.
     *
     * @returns the application's id
     */
    async putApplication(known: string | undefined, definition: Definition): Promise<string> {
      const before =
        (known === undefined ? undefined : await find(known)) ??
        (await findByKey(definition.keys.public_key));
      return before ? update(before, definition) : create(definition);
    },

    /** The application's webhook URLs for calls, events, texts and receipts, as Vonage stores them. */
    async webhooks(id: string): Promise<RegisteredWebhooks> {
      const { data = {} } = z.safeParse(registeredCapabilities, (await find(id))?.capabilities);
      return {
        ...voiceWebhooks(data.voice?.webhooks),
        ...messageWebhooks(data.messages?.webhooks),
        rtcEvent: data.rtc?.webhooks?.event_url?.address,
      };
    },
  };
}

type Registered = z.output<typeof registeredCapabilities>;
type VoiceUrls = NonNullable<Registered['voice']>['webhooks'];
type MessageUrls = NonNullable<Registered['messages']>['webhooks'];

const voiceWebhooks = (urls: VoiceUrls = {}): Pick<RegisteredWebhooks, 'answer' | 'fallback' | 'event'> => ({
  answer: urls.answer_url?.address,
  fallback: urls.fallback_answer_url?.address,
  event: urls.event_url?.address,
});

const messageWebhooks = (urls: MessageUrls = {}): Pick<RegisteredWebhooks, 'inbound' | 'status'> => ({
  inbound: urls.inbound_url?.address,
  status: urls.status_url?.address,
});

/** Our capabilities, merged over settings that others made within them. */
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
