import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod/mini';
import { vonageApplications } from './vonage-applications.ts';
import { understood, vonageHttp, type HttpDoors } from './vonage-http.ts';

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

/** A number that the account rents, with what Vonage tells of its configuration. */
export type RentedNumber = z.output<typeof rented>;

export interface VonageKeys {
  apiKey: string;
  apiSecret: string;
  restHost: string;
  apiHost: string;
}

/** How the account is reached; tests bring their own. */
export const ONLINE: HttpDoors = { fetch: (...given) => fetch(...given), pause: (ms) => wait(ms) };

const PAGE = 100;

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

  return {
    ...vonageApplications(ask, `${apiHost}/v2/applications`, doors.pause),

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
      const what = `update the number ending in ${msisdn.slice(-4)}`;
      const form = { country, msisdn, ...fields };
      understood(done, await ask('POST', `${restHost}/number/update`, { what, form }), what);
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
