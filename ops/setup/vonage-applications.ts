import { createPublicKey } from 'node:crypto';
import * as z from 'zod/mini';
import { VonageProblem, understood, type VonageHttp } from './vonage-http.ts';

const webhook = z.optional(z.object({ address: z.optional(z.string()) }));
const record = z.record(z.string(), z.unknown());
const application = z.object({
  id: z.string(),
  keys: z.optional(z.object({ public_key: z.optional(z.string()) })),
  privacy: z.optional(record),
  capabilities: z.optional(record),
});
const kept = z.object({
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

/** What the application is to be, as `POST /v2/applications` takes it. */
export interface Definition {
  name: string;
  keys: { public_key: string };
  capabilities: { voice: object; rtc: object; messages: object };
}

/** Where Vonage sends what, as it kept it; undefined where it knows no address. */
export type KeptWebhooks = Record<
  'answer' | 'fallback' | 'event' | 'rtcEvent' | 'inbound' | 'status',
  string | undefined
>;

const PAGE = 100;

/** How often the application is looked for again after a creation of which nobody knows whether it happened. */
const CREATIONS = 3;

/** The applications of the owner's account; `url` is that of the API. */
export function vonageApplications(ask: VonageHttp, url: string, pause: (ms: number) => Promise<void>) {
  async function find(id: string): Promise<Application | undefined> {
    const answer = await ask('GET', `${url}/${encodeURIComponent(id)}`, {
      what: 'show the application',
      accepts: [404],
    });
    return answer.status === 404 ? undefined : understood(application, answer, 'show the application');
  }

  /** One that an interrupted set-up made, before it could note the id: nobody else has its key. */
  async function findByKey(publicKey: string): Promise<Application | undefined> {
    const what = 'list the applications';
    for (let page = 1; ; page += 1) {
      const answer = await ask('GET', `${url}?page_size=${PAGE}&page=${page}`, { what });
      const { total_pages: pages = 1, _embedded: listed } = understood(applicationPage, answer, what);
      const found = listed?.applications.find(({ keys }) => isSameKey(keys?.public_key, publicKey));
      if (found || page >= pages) return found;
    }
  }

  async function create(definition: Definition): Promise<string> {
    const what = 'make the application';
    for (let tried = 1; ; tried += 1) {
      try {
        const answer = await ask('POST', url, { what, json: definition, repeatable: false });
        return understood(application, answer, what).id;
      } catch (error) {
        if (!(error instanceof VonageProblem) || error.kind !== 'outage') throw error;
        await pause(1_000 * 2 ** tried);
        const made = await findByKey(definition.keys.public_key);
        if (made) return made.id;
        if (tried === CREATIONS) throw error;
      }
    }
  }

  /** A PUT replaces the whole: what others added to the application is sent back. */
  async function update(before: Application, definition: Definition): Promise<string> {
    const answer = await ask('PUT', `${url}/${encodeURIComponent(before.id)}`, {
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

    /** Where the application's calls, events, texts and receipts go, as Vonage kept it. */
    async webhooks(id: string): Promise<KeptWebhooks> {
      const { voice, rtc, messages } = z.safeParse(kept, (await find(id))?.capabilities).data ?? {};
      return {
        answer: voice?.webhooks?.answer_url?.address,
        fallback: voice?.webhooks?.fallback_answer_url?.address,
        event: voice?.webhooks?.event_url?.address,
        rtcEvent: rtc?.webhooks?.event_url?.address,
        inbound: messages?.webhooks?.inbound_url?.address,
        status: messages?.webhooks?.status_url?.address,
      };
    },
  };
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
