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

/** The part of a number's configuration that the desk sets. */
export interface DesiredConfiguration {
  applicationId: string;
  /** The webhook of inbound texts; absent: unchanged. */
  moHttpUrl?: string | undefined;
  /** Whether customers call this number. */
  isVoice: boolean;
}

/** A value at Vonage that set-up overwrites. */
export interface ReplacedValue {
  /** `number 447700900000`, `account`. */
  of: string;
  field: string;
  value: string;
}

/** The number's non-empty configuration fields. */
function configurationOf(number: RentedNumber): Configuration {
  return Object.fromEntries(FIELDS.flatMap((field) => (number[field] ? [[field, number[field]]] : [])));
}

/**
 * The number's whole desired configuration. Vonage may remove what an update leaves out (a number that was linked for
 * voice lost its `moHttpUrl`: github.com/Nexmo/nexmo-cli/issues/83), so foreign values are sent back unchanged.
 */
export function configurationFor(
  number: RentedNumber,
  { applicationId, moHttpUrl, isVoice }: DesiredConfiguration,
): Configuration {
  const { voiceCallbackType, voiceCallbackValue, messagesCallbackType, messagesCallbackValue, ...rest } =
    configurationOf(number);
  // The Messages API delivers a number's texts to its application: a text-only number keeps a foreign application.
  const app_id = isVoice || rest.app_id === undefined ? applicationId : rest.app_id;
  return {
    ...rest,
    app_id,
    ...(moHttpUrl !== undefined && { moHttpUrl }),
    // `tel` and `sip` take precedence over the application; `app` is the legacy form of app_id.
    ...(!isVoice &&
      voiceCallbackType !== undefined && {
        voiceCallbackType,
        ...(voiceCallbackValue !== undefined && { voiceCallbackValue }),
      }),
    // The legacy form of linking texts to an application.
    ...(app_id !== applicationId &&
      messagesCallbackType !== undefined && {
        messagesCallbackType,
        ...(messagesCallbackValue !== undefined && { messagesCallbackValue }),
      }),
  };
}

/** Fields that must change; legacy aliases of our own application count as equal. */
function differences(number: RentedNumber, desired: DesiredConfiguration): Field[] {
  const [before, after] = [configurationOf(number), configurationFor(number, desired)];
  return FIELDS.filter((field) => before[field] !== after[field] && !isAlias(field, before, desired));
}

const ALIASES: Partial<Record<Field, [type: Field, value: Field]>> = {
  voiceCallbackType: ['voiceCallbackType', 'voiceCallbackValue'],
  voiceCallbackValue: ['voiceCallbackType', 'voiceCallbackValue'],
  messagesCallbackType: ['messagesCallbackType', 'messagesCallbackValue'],
  messagesCallbackValue: ['messagesCallbackType', 'messagesCallbackValue'],
};

function isAlias(
  field: Field,
  configuration: Configuration,
  { applicationId }: DesiredConfiguration,
): boolean {
  const [type, value] = ALIASES[field] ?? [];
  return (
    type !== undefined &&
    value !== undefined &&
    configuration[type] === 'app' &&
    configuration[value] === applicationId
  );
}

/** Foreign values that the update removes or overwrites; `isOwn` recognizes values of an earlier set-up. */
export function replacedValues(
  number: RentedNumber,
  desired: DesiredConfiguration,
  isOwn: (value: string) => boolean,
): ReplacedValue[] {
  return differences(number, desired).flatMap((field) => {
    const value = number[field];
    return value && !isOwn(value) ? [{ of: `number ${number.msisdn}`, field, value }] : [];
  });
}

/**
 * Updates a number to its desired configuration, unless it has it. A call forwarding is removed by omitting it, then by
 * sending it empty, then by overwriting it: which of these Vonage honours is not documented.
 *
 * @throws Error when calls would still be forwarded
 */
export async function configureNumber(
  account: VonageAccount,
  number: RentedNumber,
  desired: DesiredConfiguration,
): Promise<void> {
  if (differences(number, desired).length === 0) return;
  const fields = configurationFor(number, desired);
  const remainingOf = (current: RentedNumber): Field[] =>
    differences(current, desired).filter((field) => field in ALIASES && fields[field] === undefined);
  let current = number;
  for (const attempt of ['omit', 'empty', 'overwrite'] as const) {
    const remaining = remainingOf(current);
    if (attempt !== 'omit' && remaining.length === 0) return;
    await account
      .updateNumber(number, { ...fields, ...clearing(attempt, remaining, desired) })
      .catch((error) => {
        // Vonage may refuse this way of clearing the field and accept the next one.
        if (attempt === 'omit') throw error;
      });
    if (remaining.length === 0) return;
    current = (await account.numbers()).find(({ msisdn }) => msisdn === number.msisdn) ?? current;
  }
  const remaining = remainingOf(current).filter((field) => field === 'voiceCallbackType');
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
  { applicationId }: DesiredConfiguration,
): Configuration {
  if (attempt === 'omit') return {};
  return Object.fromEntries(
    remaining.map((field) => [
      field,
      attempt === 'empty' ? '' : field.endsWith('Type') ? 'app' : applicationId,
    ]),
  );
}

/** The value without a URL's credentials and parameters, for output. */
export function redactValue(value: string): string {
  if (/^https?:/i.test(value) && URL.canParse(value)) {
    const url = new URL(value);
    return `${url.protocol}//${url.host}${url.pathname}${url.search === '' ? '' : '?…'}`;
  }
  return value.replace(/^(sips?:)[^@]*@/i, '$1…@').slice(0, 200);
}

/** @throws Error when the account does not rent it */
export function rentedNumber(rented: RentedNumber[], msisdn: string): RentedNumber {
  if (!/^[1-9]\d{6,14}$/.test(msisdn))
    throw new Error(`"${msisdn}" is no number in E.164 digits, such as 447700900000.`);
  const number = rented.find((candidate) => candidate.msisdn === msisdn);
  if (!number) throw new Error(`The account does not rent ${msisdn}: rent it at Vonage first.`);
  return number;
}
