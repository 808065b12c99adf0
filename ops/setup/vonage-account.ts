import * as z from 'zod/mini';

const application = z.object({ id: z.string(), name: z.string() });
const webhook = z.optional(z.object({ address: z.optional(z.string()) }));
const withWebhooks = z.object({
  capabilities: z.object({
    voice: z.object({
      webhooks: z.object({ answer_url: webhook, fallback_answer_url: webhook, event_url: webhook }),
    }),
    rtc: z.object({ webhooks: z.object({ event_url: webhook }) }),
    messages: z.object({ webhooks: z.object({ inbound_url: webhook, status_url: webhook }) }),
  }),
});
const rented = z.object({
  country: z.string(),
  msisdn: z.string(),
  moHttpUrl: z.optional(z.string()),
  app_id: z.optional(z.string()),
});
const ownNumbers = z.object({ numbers: z.optional(z.array(rented)) });
const done = z.object({ 'error-code': z.string(), 'error-code-label': z.optional(z.string()) });
const accountSettings = z.object({ 'dr-callback-url': z.optional(z.string()) });

/** A number that the account rents. */
export type RentedNumber = z.output<typeof rented>;

/** The addresses of an application's webhooks; undefined where Vonage knows none. */
export type ApplicationWebhooks = Record<
  'answer' | 'fallback' | 'event' | 'rtcEvent' | 'inbound' | 'status',
  string | undefined
>;

export interface VonageKeys {
  apiKey: string;
  apiSecret: string;
  restHost: string;
  apiHost: string;
}

/** What the set-up command does in the owner's Vonage account. Every failure is an Error with a sentence. */
export function vonageAccount({ apiKey, apiSecret, restHost, apiHost }: VonageKeys) {
  const authorization = `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString('base64')}`;

  async function call(
    method: string,
    url: string,
    body?: unknown,
  ): Promise<{ status: number; body: unknown }> {
    const form = body instanceof URLSearchParams;
    const response = await fetch(url, {
      method,
      signal: AbortSignal.timeout(20_000),
      headers: {
        authorization,
        ...(body !== undefined && {
          'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json',
        }),
      },
      ...(body !== undefined && { body: form ? body.toString() : JSON.stringify(body) }),
    });
    if (response.status === 401)
      throw new Error('Vonage refused the API key and secret: check VONAGE_API_KEY and VONAGE_API_SECRET.');
    const text = await response.text();
    try {
      return { status: response.status, body: JSON.parse(text) as unknown };
    } catch {
      return { status: response.status, body: undefined };
    }
  }

  return {
    /** The id of the application, made or brought up to date. An id that Vonage does not know any more is replaced. */
    async putApplication(known: string | undefined, definition: object): Promise<string> {
      const url = `${apiHost}/v2/applications`;
      if (known !== undefined && (await call('GET', `${url}/${known}`)).status === 200) {
        const { status, body } = await call('PUT', `${url}/${known}`, definition);
        if (status !== 200) throw new Error(`Vonage did not take the application's settings (${status}).`);
        return application.parse(body).id;
      }
      const { status, body } = await call('POST', url, definition);
      if (status !== 201) throw new Error(`Vonage did not make the application (${status}).`);
      return application.parse(body).id;
    },

    /** Where the application's webhooks go, as Vonage kept it. */
    async webhooks(id: string): Promise<ApplicationWebhooks> {
      const { body } = await call('GET', `${apiHost}/v2/applications/${id}`);
      const { voice, rtc, messages } = z.safeParse(withWebhooks, body).data?.capabilities ?? {};
      return {
        answer: voice?.webhooks.answer_url?.address,
        fallback: voice?.webhooks.fallback_answer_url?.address,
        event: voice?.webhooks.event_url?.address,
        rtcEvent: rtc?.webhooks.event_url?.address,
        inbound: messages?.webhooks.inbound_url?.address,
        status: messages?.webhooks.status_url?.address,
      };
    },

    async numbers(): Promise<RentedNumber[]> {
      const found: RentedNumber[] = [];
      for (let index = 1; ; index += 1) {
        const { body } = await call('GET', `${restHost}/account/numbers?size=100&index=${index}`);
        const { numbers = [] } = ownNumbers.parse(body ?? {});
        found.push(...numbers);
        if (numbers.length < 100) return found;
      }
    },

    /** Vonage answers 200 to what it did not do: its own code tells. */
    async updateNumber(number: RentedNumber, changes: Record<string, string>): Promise<void> {
      const { country, msisdn } = number;
      const { body } = await call(
        'POST',
        `${restHost}/number/update`,
        new URLSearchParams({ country, msisdn, ...changes }),
      );
      const answer = z.safeParse(done, body);
      if (answer.data?.['error-code'] !== '200') {
        throw new Error(
          `Vonage did not update the number ending in ${msisdn.slice(-4)}: ${answer.data?.['error-code-label'] ?? 'no reason given'}.`,
        );
      }
    },

    /** Where the account's delivery receipts go. Returns what Vonage says it is set to. */
    async setReceiptsUrl(url: string): Promise<string | undefined> {
      const { status, body } = await call(
        'POST',
        `${restHost}/account/settings`,
        new URLSearchParams({ drCallBackUrl: url }),
      );
      if (status !== 200)
        throw new Error(
          `Vonage did not take the URL for delivery receipts (${status}): is the desk deployed and answering?`,
        );
      return z.safeParse(accountSettings, body).data?.['dr-callback-url'];
    },
  };
}
