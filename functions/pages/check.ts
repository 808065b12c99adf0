import * as z from 'zod/mini';
import { countryOf } from '../../desk/numbers/country.ts';
import { international } from '../../desk/numbers/international.ts';
import { readMsisdn } from '../../desk/numbers/msisdn.ts';
import { ClientError } from '../../desk/client-error.ts';
import { DEFAULT_SETTINGS } from '../../desk/settings.ts';
import type { Request } from '../../edge/http/handler.ts';
import { bodyOf, JSON_BODY } from '../../edge/http/parameters.ts';
import { json, type Response } from '../../edge/http/responses.ts';
import { languageFor } from './language.ts';
import { sentenceFor, WORDS } from './words.ts';

const asked = z.strictObject({ number: z.string().check(z.maxLength(1_000)) });

/**
 * `POST /notify/check`: what a number that is being typed would be. Nothing is stored, and nothing is asked of a table:
 * it may come with every key.
 *
 * @throws ClientError 400, 415
 */
export function check(request: Request): Response {
  const { success, data } = asked.safeParse(bodyOf(request, [JSON_BODY]));
  if (!success)
    throw new ClientError(
      400,
      'check-body',
      'Send {"number": "+4477…"} with at most 1000 characters, and nothing else.',
    );
  const read = readMsisdn(data.number);
  if (!read.ok) {
    const language = languageFor(request, DEFAULT_SETTINGS.language);
    const isUnfinished = read.problem === 'no-number' || read.problem === 'too-short';
    const { notYet } = WORDS[language].notify;
    return json(200, { error: isUnfinished ? notYet : sentenceFor(language, read.problem, notYet) });
  }
  const { msisdn } = read;
  const country = countryOf(msisdn);
  return json(200, { number: msisdn, international: international(msisdn), ...(country && { country }) });
}
