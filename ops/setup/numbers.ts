import type { RentedNumber, VonageAccount } from './vonage-account.ts';

/** What a number's configuration at Vonage consists of. */
const FIELDS = [
  'app_id',
  'moHttpUrl',
  'moSmppSysType',
  'voiceCallbackType',
  'voiceCallbackValue',
  'voiceStatusCallback',
  'messagesCallbackType',
  'messagesCallbackValue',
] as const;
type Field = (typeof FIELDS)[number];
type Configuration = Partial<Record<Field, string>>;

/** What the desk wants of a number. */
export interface Wish {
  applicationId: string;
  /** Where its inbound texts go; absent, where they go now. */
  moHttpUrl?: string | undefined;
  /** Whether it takes the desk's calls. */
  isVoice: boolean;
}

/** A value at Vonage that made room for the desk's. */
export interface Replaced {
  /** `number 447700900000`, `account`. */
  of: string;
  field: string;
  value: string;
}

/** Field by field what Vonage shows of the number; what is empty is not there. */
function configurationOf(number: RentedNumber): Configuration {
  return Object.fromEntries(FIELDS.flatMap((field) => (number[field] ? [[field, number[field]]] : [])));
}

/**
 * All that is to stand on the number. Vonage may remove what an update leaves out (a number that was linked for voice
 * lost its `moHttpUrl`: github.com/Nexmo/nexmo-cli/issues/83), so whatever is not ours is sent back as it is.
 */
export function wanted(number: RentedNumber, { applicationId, moHttpUrl, isVoice }: Wish): Configuration {
  const { voiceCallbackType, voiceCallbackValue, messagesCallbackType, messagesCallbackValue, ...rest } =
    configurationOf(number);
  // The Messages API delivers a number's texts to its application. One that serves another stays there.
  const app_id = isVoice || rest.app_id === undefined ? applicationId : rest.app_id;
  return {
    ...rest,
    app_id,
    ...(moHttpUrl !== undefined && { moHttpUrl }),
    // `tel` and `sip` outrank the application; `app` is Vonage's older way to say app_id.
    ...(!isVoice &&
      voiceCallbackType !== undefined && {
        voiceCallbackType,
        ...(voiceCallbackValue !== undefined && { voiceCallbackValue }),
      }),
    // The older way to link texts to an application.
    ...(app_id !== applicationId &&
      messagesCallbackType !== undefined && {
        messagesCallbackType,
        ...(messagesCallbackValue !== undefined && { messagesCallbackValue }),
      }),
  };
}

/** What differs between the number as it is and as it is to be; Vonage's older ways to name our application do not. */
function differences(number: RentedNumber, wish: Wish): Field[] {
  const [before, after] = [configurationOf(number), wanted(number, wish)];
  return FIELDS.filter((field) => before[field] !== after[field] && !isAlias(field, before, wish));
}

const ALIASES: Partial<Record<Field, [type: Field, value: Field]>> = {
  voiceCallbackType: ['voiceCallbackType', 'voiceCallbackValue'],
  voiceCallbackValue: ['voiceCallbackType', 'voiceCallbackValue'],
  messagesCallbackType: ['messagesCallbackType', 'messagesCallbackValue'],
  messagesCallbackValue: ['messagesCallbackType', 'messagesCallbackValue'],
};

function isAlias(field: Field, configuration: Configuration, { applicationId }: Wish): boolean {
  const [type, value] = ALIASES[field] ?? [];
  return (
    type !== undefined &&
    value !== undefined &&
    configuration[type] === 'app' &&
    configuration[value] === applicationId
  );
}

/** The values of others that an update takes away or overwrites; `isOurs` tells an older value of the desk itself. */
export function replacedOn(number: RentedNumber, wish: Wish, isOurs: (value: string) => boolean): Replaced[] {
  return differences(number, wish).flatMap((field) => {
    const value = number[field];
    return value && !isOurs(value) ? [{ of: `number ${number.msisdn}`, field, value }] : [];
  });
}

/**
 * Brings a number to what is wanted; one that is right already is not touched. A forwarding of calls that Vonage keeps
 * when it is left out is emptied, then overwritten: which of them it heeds is not documented.
 *
 * @throws Error where calls would still go elsewhere
 */
export async function bringUpToDate(account: VonageAccount, number: RentedNumber, wish: Wish): Promise<void> {
  if (differences(number, wish).length === 0) return;
  const fields = wanted(number, wish);
  const left = (current: RentedNumber): Field[] =>
    differences(current, wish).filter((field) => field in ALIASES && fields[field] === undefined);
  let current = number;
  for (const attempt of ['omit', 'empty', 'overwrite'] as const) {
    const remaining = left(current);
    if (attempt !== 'omit' && remaining.length === 0) return;
    await account
      .updateNumber(number, { ...fields, ...clearing(attempt, remaining, wish) })
      .catch((error) => {
        // What Vonage refuses of a clearing may still be taken in the next way.
        if (attempt === 'omit') throw error;
      });
    if (remaining.length === 0) return;
    current = (await account.numbers()).find(({ msisdn }) => msisdn === number.msisdn) ?? current;
  }
  const remaining = left(current).filter((field) => field === 'voiceCallbackType');
  if (remaining.length > 0) {
    throw new Error(
      `Calls to the number ending in ${number.msisdn.slice(-4)} are still forwarded (${current.voiceCallbackType ?? ''}), ` +
        'and Vonage does not let that go: remove the forwarding in the dashboard, under Numbers, then run this again.',
    );
  }
}

function clearing(
  attempt: 'omit' | 'empty' | 'overwrite',
  remaining: Field[],
  { applicationId }: Wish,
): Configuration {
  if (attempt === 'omit') return {};
  return Object.fromEntries(
    remaining.map((field) => [
      field,
      attempt === 'empty' ? '' : field.endsWith('Type') ? 'app' : applicationId,
    ]),
  );
}

/** A value as it may be shown: what a URL carries as credentials or parameters stays hidden. */
export function shownValue(value: string): string {
  if (/^https?:/i.test(value) && URL.canParse(value)) {
    const url = new URL(value);
    return `${url.protocol}//${url.host}${url.pathname}${url.search === '' ? '' : '?…'}`;
  }
  return value.replace(/^(sips?:)[^@]*@/i, '$1…@').slice(0, 200);
}
