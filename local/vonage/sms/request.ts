import type { Platform } from '../platform.ts';
import { failure, type Failure } from './failures.ts';

/** A text that the SMS API takes. */
export interface Submission {
  from: string;
  to: string;
  text: string;
  type: 'text' | 'unicode' | 'binary';
  clientRef: string | null;
  callback: string | undefined;
  receiptWanted: boolean;
}

const LONGEST_TEXT = 3_200;
const LONGEST_CLIENT_REF = 100;

const invalid = (name: string): Failure => failure(3, `Invalid value for param: ${name}`);
const missing = (name: string): Failure => failure(2, `Missing ${name} param`);
const whole = (value: string, min: number, max: number): boolean =>
  /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max;

/** Checks a request's parameters in the SMS API's order of complaints. */
export function parseSubmission(platform: Platform, fields: Record<string, unknown>): Submission | Failure {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      values[name] = String(value);
    } else if (value !== null && value !== undefined) return invalid(name);
  }
  const type = values['type'] || 'text';
  const { from = '', to = '', text = '', body = '', ttl, callback, udh = '' } = values;
  const clientRef = values['client-ref'] ?? null;
  const messageClass = values['message-class'];
  const receiptWanted = values['status-report-req'] ?? 'true';
  if (!to) return missing('to');
  if (!from) return missing('from');
  if (type !== 'text' && type !== 'unicode' && type !== 'binary') return invalid('type');
  if (type === 'binary') {
    if (!body) return missing('body');
    if (!/^([0-9a-f]{2})+$/i.test(body) || !/^([0-9a-f]{2})*$/i.test(udh)) return invalid('body');
  } else if (!text) return missing('text');
  if (!/^\d+$/.test(to)) return failure(3, 'to address is not numeric');
  if (!/^\d{7,15}$/.test(to)) return invalid('to');
  if (to.startsWith('0')) return failure(6);
  if (clientRef !== null && clientRef.length > LONGEST_CLIENT_REF) return invalid('client-ref');
  if (ttl !== undefined && !whole(ttl, 20_000, 604_800_000)) return invalid('ttl');
  if (messageClass !== undefined && !whole(messageClass, 0, 3)) return invalid('message-class');
  if (!['true', 'false', '1', '0'].includes(receiptWanted)) return invalid('status-report-req');
  if (
    callback !== undefined &&
    (callback.length > 100 || !/^https?:\/\//.test(callback) || !URL.canParse(callback))
  ) {
    return failure(23);
  }
  const sender = parseSender(platform, from, to);
  if (typeof sender !== 'string') return sender;
  if (text.length > LONGEST_TEXT || body.length > 280) return failure(12);
  return {
    from: sender,
    to,
    text: type === 'binary' ? body : text,
    type,
    clientRef,
    callback,
    receiptWanted: receiptWanted === 'true' || receiptWanted === '1',
  };
}

/** A number must be rented and able to text; a name has at most 11 characters and does not reach North America. */
function parseSender(platform: Platform, from: string, to: string): string | Failure {
  const digits = from.replace(/^\+/, '');
  if (/^\d+$/.test(digits)) {
    const rented = platform.store.state.numbers.find(({ msisdn }) => msisdn === digits);
    return rented?.features.includes('SMS') ? digits : failure(15);
  }
  const name = from.replaceAll(' ', '');
  if (!/^[\x21-\x7e]{1,11}$/.test(name)) return invalid('from');
  return to.startsWith('1') ? failure(15) : name;
}
