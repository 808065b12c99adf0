import { Hono } from 'hono';
import { z } from 'zod';
import type { WithApplication } from '../../rest/application-only.ts';
import { parseObject } from '../../rest/fields.ts';
import { invalidFields, invalidParameters } from '../../rest/problems.ts';
import type { Application, RentedNumber } from '../../state.ts';
import { appUser, sip, vbc, websocket } from '../ncco-endpoints.ts';
import { count, flag, keys, method, oneUrl } from '../ncco-fields.ts';
import { parseNcco } from '../ncco.ts';
import type { Opening, OutboundCallOptions, PlaceOutboundCall } from '../outbound-call.ts';
import { nccoTarget } from '../webhook-target.ts';

const phone = z.object({ type: z.literal('phone'), number: z.string().regex(/^\d{7,15}$/) });
const endpoint = z.discriminatedUnion('type', [
  phone.extend({ dtmfAnswer: keys.optional() }),
  appUser,
  sip,
  // Unlike in an NCCO, the content type is required.
  websocket.required({ 'content-type': true }),
  vbc,
]);

const callBody = z
  .object({
    to: z.array(endpoint).length(1),
    from: phone.optional(),
    random_from_number: flag.optional(),
    ncco: z.array(z.unknown()).optional(),
    answer_url: oneUrl.optional(),
    answer_method: method.default('GET'),
    event_url: oneUrl.optional(),
    event_method: method.default('POST'),
    machine_detection: z.enum(['continue', 'hangup']).optional(),
    advanced_machine_detection: z
      .looseObject({ behavior: z.enum(['continue', 'hangup']).optional() })
      .optional(),
    length_timer: count(1, 7_200).default(7_200),
    ringing_timer: count(1, 120).default(60),
  })
  .refine(
    ({ ncco, answer_url }) => (ncco === undefined) !== (answer_url === undefined),
    'needs ncco or answer_url',
  )
  .refine(
    ({ from, random_from_number }) => (from === undefined) === (random_from_number === true),
    'needs from or random_from_number',
  );

type CallBody = z.infer<typeof callBody>;

/** `POST /`: makes a call. */
export function createRoute(
  numbers: readonly RentedNumber[],
  placeCall: PlaceOutboundCall,
): Hono<WithApplication> {
  return new Hono<WithApplication>().post('/', async (c) => {
    const parsed = callBody.safeParse(parseObject(await c.req.text()));
    if (!parsed.success) return invalidFields(c, parsed.error);
    const application = c.get('application');
    const from = callerNumber(numbers, application, parsed.data);
    if (from === undefined) {
      return invalidParameters(c, [{ name: 'from', reason: 'must be a number of the application' }]);
    }
    const opening = openingOf(parsed.data);
    if (typeof opening === 'string') return invalidParameters(c, [{ name: 'ncco', reason: opening }]);
    const [to] = parsed.data.to;
    if (!to) return invalidParameters(c, [{ name: 'to', reason: 'must have one endpoint' }]);
    const { main, conversation } = placeCall(application, from, to, opening, optionsOf(parsed.data));
    const { id: uuid, direction } = main;
    return c.json({ uuid, status: 'started', direction, conversation_uuid: conversation.id }, 201);
  });
}

/** The number that the phone shows; undefined when it is not one of the application's. */
function callerNumber(
  numbers: readonly RentedNumber[],
  { id }: Application,
  { from }: CallBody,
): string | undefined {
  const own = numbers.filter(({ appId }) => appId === id).map(({ msisdn }) => msisdn);
  return from ? own.find((number) => number === from.number) : own[0];
}

/** Where the first NCCO comes from; a string is the reason why the given one cannot be used. */
function openingOf({ ncco, answer_url: answerUrl, answer_method: answerMethod }: CallBody): Opening | string {
  if (ncco === undefined) return { source: nccoTarget(answerUrl?.[0] ?? '', answerMethod) };
  const actions = parseNcco(ncco);
  return typeof actions === 'string' ? actions : { actions };
}

function optionsOf({
  ringing_timer: ringSeconds,
  length_timer: limitSeconds,
  machine_detection: detection,
  advanced_machine_detection: advanced,
  event_url: [address] = [],
  event_method: method,
}: CallBody): OutboundCallOptions {
  return {
    ringSeconds,
    limitSeconds,
    machines: advanced ? (advanced.behavior ?? 'continue') : detection,
    eventWebhook: address === undefined ? undefined : { address, method },
  };
}
