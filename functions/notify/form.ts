import { NUMBERS_AT_MOST } from '../../contract/requests/notify.ts';
import { ClientError } from '../../desk/client-error.ts';
import type { Request } from '../../edge/http/handler.ts';
import { formFields, singleValues } from '../../edge/http/parameters.ts';
import { ENTERED_AT_MOST, numbersEntered } from '../shared/pages/numbers-entered.ts';
import { bearerKey, numberMissing, unknownField, type Asked } from './request.ts';

/** The form of `/notify`, as it was sent. */
export interface SubmittedForm {
  /** What the caller authenticates with; what is wrong with the form, where it cannot be read. */
  key: string | ClientError | undefined;
  /** Identifies one rendering of the form: its button, pressed twice, counts once. */
  once: string | undefined;
  /** What was in the field for numbers, valid or not, to be shown there again. */
  entered: string;
  asked: Asked | ClientError;
}

const FIELDS = ['number', 'key', 'once'];

/** Never throws for what was sent: whatever is wrong, the form comes back with what was entered. */
export function parseNotifyForm(request: Request): SubmittedForm {
  const bearer = bearerKey(request);
  const sent = attempt(() => formFields(request));
  if (sent instanceof ClientError) return { key: bearer ?? sent, once: undefined, entered: '', asked: sent };
  const entered = sent.getAll('number').join('\n');
  const fields = attempt(() => singleValues(sent));
  if (fields instanceof ClientError)
    return { key: bearer ?? fields, once: undefined, entered, asked: fields };
  return {
    key: bearer ?? fields['key'],
    once: fields['once'] || undefined,
    entered,
    asked: attempt(() => askedIn(fields)),
  };
}

/** @throws ClientError 400 */
function askedIn(fields: Record<string, string>): Asked {
  if (!Object.keys(fields).every((name) => FIELDS.includes(name)))
    throw unknownField('The form has the fields number and key; send JSON to say more.');
  // A browser counts a line's end once, and sends two characters for it.
  const field = (fields['number'] ?? '').replaceAll('\r\n', '\n');
  const numbers = numbersEntered(field);
  if (numbers.length === 0) throw numberMissing();
  if (numbers.length > NUMBERS_AT_MOST || field.length > ENTERED_AT_MOST)
    throw new ClientError(400, 'too-many-numbers', `Notify at most ${NUMBERS_AT_MOST} numbers at once.`);
  return { numbers, notification: {} };
}

/** The value, or the client's error that parsing it throws. */
function attempt<T>(parse: () => T): T | ClientError {
  try {
    return parse();
  } catch (error) {
    if (error instanceof ClientError) return error;
    throw error;
  }
}
