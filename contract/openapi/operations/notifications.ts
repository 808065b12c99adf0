import * as z from 'zod/mini';
import { ENDPOINTS } from '../../endpoints.ts';
import { checkedSchema, notANumberSchema } from '../../responses/notify-check.ts';
import { errorSchema } from '../../responses/errors.ts';
import { notNotifiedSchema } from '../../responses/notify.ts';
import { delivery } from '../examples.ts';
import { FORM_TYPE, HTML_TYPE, JSON_TYPE, type Operation, type ResponseDescription } from '../operation.ts';
import { idempotencyKey, language } from '../parameters.ts';
import { error, notJson, ok } from '../responses.ts';

const notNotified = (description: string, reason: string): ResponseDescription => ({
  description,
  content: {
    [JSON_TYPE]: {
      schema: [notNotifiedSchema, errorSchema],
      example: { error: reason, results: [{ number: '447700900001', status: 'refused', error: reason }] },
    },
    [HTML_TYPE]: {},
  },
});

const FAILED = 'Vonage could not deliver this text.';

const notify: Operation = {
  tag: 'notifications',
  summary: 'Announce a delivery to one customer or several',
  description:
    'Each number is texted once, and has a result of its own. The status of the response is the only number’s where one was given, and 200 where there are several. A form is answered with a page in its language.',
  parameters: [idempotencyKey, language],
  body: {
    required: true,
    content: {
      [JSON_TYPE]: {
        schema: ENDPOINTS['POST /notify'].body,
        example: {
          numbers: ['+447700900001', '+447700900002'],
          day: 'tomorrow',
          window: '8am and 2pm',
          options: [
            { digit: '1', label: 'tomorrow' },
            { digit: '2', label: 'Thursday', effect: 'thursday' },
          ],
        },
      },
      [FORM_TYPE]: {
        schema: z.object({ number: z.string(), key: z.optional(z.string()), once: z.optional(z.string()) }),
        example: { number: '+447700900001', key: 'the notify key' },
      },
    },
  },
  responses: {
    200: {
      description: 'What became of each number.',
      content: {
        [JSON_TYPE]: {
          schema: ENDPOINTS['POST /notify'].response,
          example: {
            message: 'Notification sent to 447700900001',
            results: [{ number: '447700900001', status: 'sent', id: delivery.id }],
          },
        },
        [HTML_TYPE]: {},
      },
    },
    400: notNotified(
      'The body is not valid, or its only number is none.',
      'This is no phone number in international form, such as +447700900001.',
    ),
    401: notNotified('Without the notify key, or with a wrong one.', 'The notify key is not right.'),
    403: notNotified(
      'Texts to the number’s country are not allowed.',
      'Texts to this country are not allowed: see "limits" in the settings.',
    ),
    409: notNotified(
      'The customer has opted out.',
      'This customer has opted out of texts; only the customer can change that, with START.',
    ),
    415: error(
      'The body is neither JSON nor a form.',
      'Send the body as application/json or application/x-www-form-urlencoded.',
    ),
    422: notNotified(
      'The idempotency key came with another body.',
      'This Idempotency-Key was used with another body: take a new one.',
    ),
    429: notNotified(
      'A limit is reached, or too many wrong keys came: wait for `retry-after` seconds.',
      'This number has had all the texts that it may get in one day.',
    ),
    502: notNotified('Vonage refused the text for good.', FAILED),
    503: notNotified(
      'Nothing was sent to the number: try again.',
      'The desk cannot answer right now; nothing is lost, please try again.',
    ),
  },
};

const check: Operation = {
  tag: 'notifications',
  summary: 'See how a number that is being typed is read',
  parameters: [language],
  body: {
    required: true,
    content: {
      [JSON_TYPE]: { schema: ENDPOINTS['POST /notify/check'].body, example: { number: '+44 7700 900001' } },
    },
  },
  responses: {
    200: {
      description: 'The number, or what is missing.',
      content: {
        [JSON_TYPE]: {
          schema: [checkedSchema, notANumberSchema],
          example: { number: '447700900001', international: '+44 7700 900001', country: 'GB' },
        },
      },
    },
    400: error(
      'The body is not valid.',
      'Send {"number": "+4477…"} with at most 1000 characters, and nothing else.',
    ),
    415: notJson,
  },
};

const readDelivery: Operation = {
  tag: 'notifications',
  summary: 'Read what became of a delivery',
  parameters: [
    {
      name: 'id',
      in: 'path',
      description: 'As `POST /notify` returned it.',
      schema: z.string(),
      example: delivery.id,
    },
  ],
  responses: {
    200: ok('The delivery.', ENDPOINTS['GET /api/deliveries/{id}'].response, { delivery }),
    404: error('There is none.', 'There is no delivery with this id.'),
  },
};

export const NOTIFICATIONS = {
  'POST /notify': notify,
  'POST /notify/check': check,
  'GET /api/deliveries/{id}': readDelivery,
} satisfies Record<string, Operation>;
