import { checkRequestSchema } from '../../contract/requests/notify-check.ts';
import { LONGEST_NUMBER } from '../../contract/requests/number.ts';
import type { CheckedJson } from '../../contract/responses/notify-check.ts';
import { countryOf } from '../../desk/numbers/country.ts';
import { international } from '../../desk/numbers/international.ts';
import { readMsisdn } from '../../desk/numbers/msisdn.ts';
import { ClientError } from '../../desk/client-error.ts';
import { DEFAULT_SETTINGS } from '../../desk/settings.ts';
import type { Request } from '../../edge/http/handler.ts';
import { bodyOf, JSON_BODY } from '../../edge/http/parameters.ts';
import { json, type Response } from '../../edge/http/responses.ts';
import { languageFor } from '../shared/pages/language.ts';
import { sentenceFor, WORDS } from '../shared/pages/words/index.ts';

/**
 * `POST /notify/check`: how a number that is being typed is read. Nothing is stored, and no table is read: a request may
 * come with every keystroke.
 *
 * @throws ClientError 400, 415
 */
export function check(request: Request): Response {
  const { success, data } = checkRequestSchema.safeParse(bodyOf(request, [JSON_BODY]));
  if (!success)
    throw new ClientError(
      400,
      'check-body',
      `Send {"number": "+4477…"} with at most ${LONGEST_NUMBER} characters, and nothing else.`,
    );
  const read = readMsisdn(data.number);
  if (!read.ok) {
    const language = languageFor(request, DEFAULT_SETTINGS.language);
    const isUnfinished = read.problem === 'no-number' || read.problem === 'too-short';
    const { notYet } = WORDS[language].notify;
    return json<CheckedJson>(200, {
      error: isUnfinished ? notYet : sentenceFor(language, read.problem, notYet),
    });
  }
  const { msisdn } = read;
  const country = countryOf(msisdn);
  return json<CheckedJson>(200, {
    number: msisdn,
    international: international(msisdn),
    ...(country && { country }),
  });
}
