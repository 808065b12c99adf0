import type { RentedNumber } from '../state.ts';
import { failure, type Failure } from './failures.ts';

/** A text that the SMS API accepts. */
export interface Submission {
  from: string;
  to: string;
  text: string;
  type: SubmittedType;
  clientRef: string | null;
  callback: string | undefined;
  wantsReceipt: boolean;
}

type SubmittedType = 'text' | 'unicode' | 'binary';

/** The request's parameters as text; what the client left out is an empty string, where that means the same. */
interface Parameters {
  from: string;
  to: string;
  type: string;
  text: string;
  body: string;
  udh: string;
  ttl: string | undefined;
  callback: string | undefined;
  clientRef: string | null;
  messageClass: string | undefined;
  statusReport: string;
}

const MAX_TEXT = 3_200;
const MAX_BINARY = 280;
const MAX_CLIENT_REF = 100;
const MAX_CALLBACK = 100;

const invalid = (name: string): Failure => failure(3, `Invalid value for param: ${name}`);
const missing = (name: string): Failure => failure(2, `Missing ${name} param`);
const isFailure = (value: object): value is Failure => 'status' in value;

/** Checks a request's parameters, in the order in which the SMS API reports what is wrong with them. */
export function parseSubmission(
  numbers: readonly RentedNumber[],
  fields: Record<string, unknown>,
): Submission | Failure {
  const given = readParameters(fields);
  if (isFailure(given)) return given;
  if (!given.to) return missing('to');
  if (!given.from) return missing('from');
  const content = parseContent(given);
  if (isFailure(content)) return content;
  const problem = recipientProblem(given.to) ?? optionProblem(given);
  if (problem) return problem;
  const sender = parseSender(numbers, given.from, given.to);
  if (typeof sender !== 'string') return sender;
  if (given.text.length > MAX_TEXT || given.body.length > MAX_BINARY) return failure(12);
  return {
    from: sender,
    to: given.to,
    ...content,
    clientRef: given.clientRef,
    callback: given.callback,
    wantsReceipt: given.statusReport === 'true' || given.statusReport === '1',
  };
}

function readParameters(fields: Record<string, unknown>): Parameters | Failure {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      values[name] = String(value);
    } else if (value !== null && value !== undefined) return invalid(name);
  }
  const { from = '', to = '', text = '', body = '', udh = '', ttl, callback } = values;
  return {
    from,
    to,
    type: values['type'] || 'text',
    text,
    body,
    udh,
    ttl,
    callback,
    clientRef: values['client-ref'] ?? null,
    messageClass: values['message-class'],
    statusReport: values['status-report-req'] ?? 'true',
  };
}

function parseContent({
  type,
  text,
  body,
  udh,
}: Parameters): { type: SubmittedType; text: string } | Failure {
  switch (type) {
    case 'binary':
      if (!body) return missing('body');
      return isHex(body) && (udh === '' || isHex(udh)) ? { type, text: body } : invalid('body');
    case 'text':
    case 'unicode':
      return text ? { type, text } : missing('text');
    default:
      return invalid('type');
  }
}

const isHex = (value: string): boolean => /^([0-9a-f]{2})+$/i.test(value);

function recipientProblem(to: string): Failure | undefined {
  if (!/^\d+$/.test(to)) return failure(3, 'to address is not numeric');
  if (!/^\d{7,15}$/.test(to)) return invalid('to');
  return to.startsWith('0') ? failure(6) : undefined;
}

function optionProblem({
  clientRef,
  ttl,
  messageClass,
  statusReport,
  callback,
}: Parameters): Failure | undefined {
  if (clientRef !== null && clientRef.length > MAX_CLIENT_REF) return invalid('client-ref');
  if (ttl !== undefined && !isWhole(ttl, 20_000, 604_800_000)) return invalid('ttl');
  if (messageClass !== undefined && !isWhole(messageClass, 0, 3)) return invalid('message-class');
  if (!['true', 'false', '1', '0'].includes(statusReport)) return invalid('status-report-req');
  return callback === undefined || isCallback(callback) ? undefined : failure(23);
}

const isWhole = (value: string, min: number, max: number): boolean =>
  /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max;

const isCallback = (url: string): boolean =>
  url.length <= MAX_CALLBACK && /^https?:\/\//.test(url) && URL.canParse(url);

/** A number must be rented and able to text; a name has at most 11 characters and does not reach North America. */
function parseSender(numbers: readonly RentedNumber[], from: string, to: string): string | Failure {
  const digits = from.replace(/^\+/, '');
  if (/^\d+$/.test(digits)) {
    const rented = numbers.find(({ msisdn }) => msisdn === digits);
    return rented?.features.includes('SMS') ? digits : failure(15);
  }
  const name = from.replaceAll(' ', '');
  if (!/^[\x21-\x7e]{1,11}$/.test(name)) return invalid('from');
  return to.startsWith('1') ? failure(15) : name;
}
