import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod/mini';
import type { Plan } from './plan.ts';
import { vonageApplications } from './vonage-applications.ts';
import { parseResponse, vonageHttp, type HttpPorts } from './vonage-http.ts';

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
const done = z.object({ 'error-code': z.literal('200') });
const accountSettings = z.object({ 'dr-callback-url': z.optional(z.string()) });

/** A number that the account rents, as Vonage shows its configuration. */
export type RentedNumber = z.output<typeof rented>;

export interface VonageKeys {
  apiKey: string;
  apiSecret: string;
  restHost: string;
  apiHost: string;
}

/** Real network and timers; tests pass their own. */
export const REAL_HTTP: HttpPorts = { fetch: (...given) => fetch(...given), pause: (ms) => wait(ms) };

const PAGE = 100;

/**
 * What the set-up command does in the owner's Vonage account.
 *
 * @throws VonageProblem from every call
 */
export function vonageAccount(
  { apiKey, apiSecret, restHost, apiHost }: VonageKeys,
  ports: HttpPorts = REAL_HTTP,
) {
  const request = vonageHttp(ports, { apiKey, apiSecret });

  return {
    ...vonageApplications(request, `${apiHost}/v2/applications`, ports.pause),

    /** All numbers that the account rents. */
    async numbers(): Promise<RentedNumber[]> {
      const purpose = 'list the numbers of the account';
      const found: RentedNumber[] = [];
      for (let index = 1; ; index += 1) {
        const response = await request('GET', `${restHost}/account/numbers?size=${PAGE}&index=${index}`, {
          purpose,
        });
        const { numbers = [] } = parseResponse(ownNumbers, response, purpose);
        found.push(...numbers);
        if (numbers.length < PAGE) return found;
      }
    },

    /** `fields` is the number's whole configuration: Vonage may remove what an update leaves out. */
    async updateNumber(number: RentedNumber, fields: Record<string, string>): Promise<void> {
      const { country, msisdn } = number;
      const purpose = `update the number ending in ${msisdn.slice(-4)}`;
      const form = { country, msisdn, ...fields };
      parseResponse(done, await request('POST', `${restHost}/number/update`, { purpose, form }), purpose);
    },

    /** The account's URL for delivery receipts. An update without fields changes nothing and returns the settings. */
    async receiptsUrl(): Promise<string | undefined> {
      const purpose = "show the account's settings";
      const response = await request('POST', `${restHost}/account/settings`, { purpose, form: {} });
      return parseResponse(accountSettings, response, purpose)['dr-callback-url'];
    },

    /** The URL that Vonage reports after the change. */
    async setReceiptsUrl(url: string): Promise<string | undefined> {
      const purpose = 'take the URL for delivery receipts, which the desk must answer';
      const response = await request('POST', `${restHost}/account/settings`, {
        purpose,
        form: { drCallBackUrl: url },
      });
      return parseResponse(accountSettings, response, purpose)['dr-callback-url'];
    },
  };
}

export type VonageAccount = ReturnType<typeof vonageAccount>;

/** The Vonage account of a plan, at the plan's hosts. */
export function accountFor(
  { apiKey, apiSecret, restHost = 'https://rest.nexmo.com', apiHost = 'https://api.nexmo.com' }: Plan,
  { fetch = REAL_HTTP.fetch, pause = REAL_HTTP.pause }: Partial<HttpPorts>,
): VonageAccount {
  return vonageAccount({ apiKey, apiSecret, restHost, apiHost }, { fetch, pause });
}
