import * as z from 'zod/mini';
import { FORM_TYPE, JSON_TYPE, type Operation, type ResponseDescription } from '../operation.ts';
import { error } from '../responses.ts';

/** Vonage's own format, which is described by Vonage. */
const fields = z.record(z.string(), z.unknown());
const ncco = z.array(z.looseObject({ action: z.string() }));

const acknowledged: ResponseDescription = {
  description: 'What it says is stored. Vonage does not send it again.',
};
const nccoResponse: ResponseDescription = {
  description: 'What Vonage does with the call next.',
  content: { [JSON_TYPE]: { schema: ncco, example: [{ action: 'talk', text: 'Hello.' }] } },
};
const invalid = error('The request is not valid.', 'These parameters are missing or wrong: messageId.');

const sms = (summary: string): { GET: Operation; POST: Operation } => {
  const description =
    'In the format of Vonage’s SMS API, or by POST of its Messages API: https://developer.vonage.com/en/messaging/sms/overview. A GET with neither `msisdn` nor `messageId` is Vonage’s check of the URL: 200.';
  const responses = { 200: acknowledged, 400: invalid };
  return {
    GET: { tag: 'webhooks', summary: `${summary}, by GET`, description, responses },
    POST: {
      tag: 'webhooks',
      summary: `${summary}, by POST`,
      description,
      body: {
        required: true,
        content: {
          [FORM_TYPE]: {
            schema: fields,
            example: { msisdn: '447700900001', to: '447700900000', text: 'Hi' },
          },
          [JSON_TYPE]: {
            schema: fields,
            example: { msisdn: '447700900001', to: '447700900000', text: 'Hi' },
          },
        },
      },
      responses: {
        ...responses,
        413: error(
          'The text is longer than any SMS, or the body than API Gateway takes.',
          'The text is longer than an SMS can be.',
        ),
        415: error(
          'Another media type.',
          'Send the body as application/json or application/x-www-form-urlencoded.',
        ),
      },
    },
  };
};

const voice = (summary: string): { GET: Operation; POST: Operation } => {
  const description =
    'In the format of Vonage’s Voice API: https://developer.vonage.com/en/voice/voice-api/webhook-reference.';
  const responses = { 200: nccoResponse };
  return {
    GET: { tag: 'webhooks', summary: `${summary}, by GET`, description, responses },
    POST: {
      tag: 'webhooks',
      summary: `${summary}, by POST`,
      description,
      body: {
        required: true,
        content: {
          [JSON_TYPE]: {
            schema: fields,
            example: { from: '447700900001', to: '447700900000', conversation_uuid: 'CON-4f6b86e1' },
          },
        },
      },
      responses,
    },
  };
};

const support = sms('A text to the support number');
const update = sms('A text to the delivery number');
const receipts = sms('A delivery receipt');
const answer = voice('A call that waits for its NCCO');
const fallback = voice('The same, after the answer URL failed');
const dtmf = voice('Keys that a caller pressed');
const route = voice('How a ring went, or a turn of waiting ended');
const event = voice('What happened on a call');

export const WEBHOOKS = {
  'GET /support': support.GET,
  'POST /support': support.POST,
  'GET /update': update.GET,
  'POST /update': update.POST,
  'GET /receipts': receipts.GET,
  'POST /receipts': receipts.POST,
  'GET /webhooks/answer': answer.GET,
  'POST /webhooks/answer': answer.POST,
  'GET /webhooks/fallback': fallback.GET,
  'POST /webhooks/fallback': fallback.POST,
  'GET /webhooks/dtmf': dtmf.GET,
  'POST /webhooks/dtmf': dtmf.POST,
  'POST /webhooks/route': { ...route.POST, summary: 'How a ring went, or a turn of waiting ended' },
  'POST /webhooks/event': {
    ...event.POST,
    summary: 'What happened on a call',
    responses: {
      200: acknowledged,
      400: error('The request is not valid.', 'The body is not valid JSON.'),
    },
  },
} satisfies Record<string, Operation>;
