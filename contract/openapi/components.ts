import * as z from 'zod/mini';
import { availabilityRequestSchema } from '../requests/availability.ts';
import { jwtRequestSchema } from '../requests/jwt.ts';
import { checkRequestSchema } from '../requests/notify-check.ts';
import { notifyRequestSchema, optionSchema } from '../requests/notify.ts';
import { closeSchema, optOutSchema, replySchema, writeFirstSchema } from '../requests/tickets.ts';
import { availabilitySchema, rosterAgentSchema, rosterSchema } from '../responses/availability.ts';
import { callListSchema, callSchema } from '../responses/calls.ts';
import {
  choiceSchema,
  deliveryOptionSchema,
  deliveryResponseSchema,
  deliverySchema,
} from '../responses/deliveries.ts';
import { deskSettingsSchema, oidcSchema } from '../responses/desk-settings.ts';
import { errorSchema, gatewayErrorSchema } from '../responses/errors.ts';
import { jwtSchema } from '../responses/jwt.ts';
import { holdSchema, messageSchema, voicemailSchema } from '../responses/messages.ts';
import { checkedSchema, notANumberSchema } from '../responses/notify-check.ts';
import { notifiedSchema, notNotifiedSchema, resultSchema } from '../responses/notify.ts';
import {
  closedSchema,
  optedOutSchema,
  reopenedSchema,
  repliedSchema,
  threadSchema,
  ticketListSchema,
  ticketSchema,
  writtenSchema,
} from '../responses/tickets.ts';
import type { Json } from './operation.ts';

/** What a component is called and says, each of its fields included. */
interface Component {
  id: string;
  description: string;
  fields: Record<string, string>;
}

const components = z.registry<Pick<Component, 'id'>>();
const DESCRIPTIONS = new Map<string, Omit<Component, 'id'>>();

function add<S extends z.core.$ZodObject>(
  schema: S,
  id: string,
  description: string,
  fields: Record<keyof z.input<S> & string, string>,
): void {
  components.add(schema, { id });
  DESCRIPTIONS.set(id, { description, fields });
}

const NUMBER = 'E.164 digits, without "+".';

function addErrors(): void {
  add(errorSchema, 'Error', 'A request that was not served.', {
    error: 'A sentence in English that says what to do.',
  });
  add(gatewayErrorSchema, 'GatewayError', 'What API Gateway answers without asking a function.', {
    message: 'Such as "Not Found" or "Too Many Requests".',
  });
}

function addNotifications(): void {
  add(optionSchema, 'Option', 'What the customer may answer.', {
    digit: 'What the customer replies; each digit once.',
    label: 'What the text says of it.',
    effect: 'What the choice does, for your backend; the label where it is not given.',
  });
  add(
    notifyRequestSchema,
    'NotifyRequest',
    'One number or several. What is left out follows from the customer’s language.',
    {
      number: 'A phone number in international form.',
      numbers: 'Several of them.',
      day: 'When the delivery comes, as the text says it.',
      window: 'Between which times, as the text says it.',
      options: 'What the customer may answer.',
      closesAt:
        'Until when the customer may choose: in the future, at most 60 days ahead; a week where it is not given.',
      transactional: 'Whether quiet hours do not hold it.',
      language: 'The language of the text; the customer’s own where it is not given.',
    },
  );
  add(resultSchema, 'NotifyResult', 'What became of one number.', {
    number: 'E.164 digits; as it was written where it is no number.',
    status:
      '`queued`: sent within minutes; `held`: by quiet hours, a limit or the account; `refused`: by a limit; `failed`: see `error`.',
    id: 'The delivery’s, for `GET /api/deliveries/{id}`.',
    until: 'When a held one is sent; without it, when its cause is over.',
    error: 'Why it was not sent.',
  });
  add(notifiedSchema, 'Notified', 'The request was served; each number has a result of its own.', {
    message: 'A sentence for people.',
    results: 'One for each number, in their order.',
  });
  add(notNotifiedSchema, 'NotNotified', 'The only number of the request was not notified.', {
    error: 'Why.',
    results: 'The number’s own result.',
  });
  add(checkRequestSchema, 'CheckRequest', 'A number that is being typed.', {
    number: 'As it stands in the field.',
  });
  add(checkedSchema, 'CheckedNumber', 'A whole phone number.', {
    number: NUMBER,
    international: 'As people write it, such as "+44 7700 900001".',
    country: 'ISO 3166 alpha-2, where the number tells.',
  });
  add(notANumberSchema, 'NotANumber', 'No whole phone number yet.', {
    error: 'What is missing, in the language of the page.',
  });
}

function addDeliveries(): void {
  add(deliveryOptionSchema, 'DeliveryOption', 'What the customer may answer.', {
    digit: 'What the customer replies.',
    label: 'What the text says of it.',
    effect: 'What the choice does.',
  });
  add(choiceSchema, 'Choice', 'The option that stands; the customer may choose again until `closesAt`.', {
    digit: 'What the customer replied.',
    label: 'What the text says of it.',
    effect: 'What the choice does.',
    at: 'When it was chosen.',
  });
  add(deliverySchema, 'Delivery', 'A delivery that a customer was told of.', {
    id: 'As `POST /notify` returned it.',
    number: NUMBER,
    language: 'Of the text.',
    day: 'When it comes, as the text says it.',
    window: 'Between which times, as the text says it.',
    options: 'What the customer may answer.',
    transactional: 'Whether quiet hours did not hold it.',
    createdAt: 'When it was asked for.',
    closesAt: 'Until when the customer may choose.',
    status: 'What became of the text.',
    until: 'When a held text is sent; without it, when its cause is over.',
    error: 'Why the text failed or was cancelled.',
    choice: 'What the customer chose; absent until then.',
  });
  add(deliveryResponseSchema, 'DeliveryResponse', 'One delivery.', { delivery: 'The delivery.' });
}

function addAgents(): void {
  add(jwtRequestSchema, 'JwtRequest', 'Who signs in. Other fields are ignored.', {
    mobile_api_key: 'The agent’s own key, or the shared one where set-up allowed it.',
    user_name: 'As on the roster.',
  });
  add(jwtSchema, 'Jwt', 'The token for Vonage’s client SDK and for this API.', {
    user_id: 'The agent’s user at Vonage.',
    user_name: 'As on the roster.',
    jwt: 'Send it as `Authorization: Bearer …`.',
    expires_at: 'Fetch another one before.',
    api_url: 'Where Vonage’s API is, unless the SDK knows by itself.',
  });
  add(rosterAgentSchema, 'RosterAgent', 'An agent.', {
    name: 'As on the roster.',
    available: 'Whether the agent may be rung.',
    busy: 'Whether the agent is being rung or on a call.',
  });
  add(rosterSchema, 'Roster', 'All agents, by name.', { agents: 'The agents.' });
  add(availabilityRequestSchema, 'AvailabilityRequest', 'Whether the caller may be rung.', {
    available: '`false` while away.',
  });
  add(availabilitySchema, 'Availability', 'What was set.', {
    name: 'The caller.',
    available: 'Whether rung.',
  });
}

function addMessages(): void {
  add(holdSchema, 'Hold', 'Why a text waits.', {
    reason: 'A limit, quiet hours, or trouble with the account at Vonage.',
    until: 'When it is sent; without it, when its cause is over.',
  });
  add(voicemailSchema, 'Voicemail', 'The message that a caller left.', {
    seconds: 'How long it is, where Vonage said so.',
    href: 'The path of its audio.',
  });
  add(messageSchema, 'Message', 'One text; or a missed call, which has `call` and an empty text.', {
    id: 'Unique among messages.',
    direction: 'Inbound texts come from the customer.',
    from: 'Sender.',
    to: 'Recipient.',
    text: 'Empty for a missed call.',
    at: 'When it reached the desk, or was asked for.',
    status: 'Inbound texts are `received`; outbound ones move forward only.',
    agent: 'Who wrote it; automatic texts have none.',
    keyword: 'The whole text is this keyword.',
    parts: 'SMS parts, of an outbound text.',
    error: 'Why it was not delivered: a code of the desk or of Vonage.',
    held: 'Why a queued text waits.',
    incomplete: 'Parts of a long inbound text are missing.',
    call: 'The conversation of a missed call.',
    voicemail: 'What its caller left.',
  });
}

function addTickets(): void {
  add(ticketSchema, 'Ticket', 'A customer’s request, from the first text to its close.', {
    number: 'Short enough to be read aloud.',
    customer: 'E.164 digits; for an inbound text from no phone, the sender as Vonage named it.',
    status: 'Open or closed.',
    openedAt: 'When it was opened.',
    lastMessageAt: 'The last activity. Send it with `close`.',
    closedAt: 'When it was closed.',
    consent: 'The customer opted out: nothing is sent. In lists it is not given.',
    maybeOptOut: 'A text reads like an opt-out: an agent decides with `opt-out`.',
    language: 'In which the customer writes, where known; only in a thread.',
  });
  add(ticketListSchema, 'TicketList', 'One page, newest activity first.', {
    tickets: 'The tickets.',
    cursor: 'For the next page; absent on the last.',
  });
  add(threadSchema, 'Thread', 'A ticket with one page of its messages, oldest first.', {
    ticket: 'The ticket.',
    messages: 'The newest, or those before `earlier`.',
    calls: 'The customer’s calls during the ticket, at most 50.',
    earlier: 'For the page of earlier messages; absent on the first.',
  });
  add(writeFirstSchema, 'WriteFirstRequest', 'A text to a customer who has not written.', {
    customer: 'A phone number in international form.',
    text: 'What to send.',
  });
  add(writtenSchema, 'WrittenResponse', 'The text, and the ticket that it opened or joined.', {
    ticket: 'The customer’s ticket.',
    message: 'The text.',
  });
  add(replySchema, 'ReplyRequest', 'An agent’s text.', { text: 'What to send.' });
  add(repliedSchema, 'ReplyResponse', 'The text as it is stored.', { message: 'The text.' });
  add(closeSchema, 'CloseRequest', 'How to close a ticket.', {
    text: 'A last text to the customer.',
    lastMessageAt: 'The ticket’s last activity as the agent saw it: 409 where something newer happened.',
  });
  add(closedSchema, 'CloseResponse', 'The closed ticket.', {
    ticket: 'The ticket.',
    message: 'The last text, where one was given.',
  });
  add(reopenedSchema, 'ReopenResponse', 'The open ticket.', { ticket: 'The ticket.' });
  add(optOutSchema, 'OptOutRequest', 'Whether the customer meant an opt-out.', {
    optOut: '`true` opts the customer out, `false` removes the mark.',
  });
  add(optedOutSchema, 'OptOutResponse', 'The ticket afterwards.', { ticket: 'The ticket.' });
}

function addCalls(): void {
  add(callSchema, 'Call', 'A phone call. What Vonage says of it keeps Vonage’s own form.', {
    call: 'The id of the customer’s leg.',
    conversation: 'The id of the call as a whole.',
    at: 'When it began, as the desk noted it.',
    status: 'How far it came.',
    direction: '`inbound` or `outbound`, seen from Vonage.',
    from: 'Who called.',
    to: 'Who was called.',
    customer: 'The phone at the other end; a caller who hides the number has none.',
    missed: 'Nobody answered it.',
    timestamp: 'Of the latest event.',
    reason: 'Why it failed.',
    duration: 'Seconds.',
    price: 'In the account’s currency.',
    rate: 'For a minute.',
    startTime: 'When it was answered.',
    endTime: 'When it ended.',
    network: 'The carrier’s code.',
    voicemail: 'Of a missed call.',
  });
  add(callListSchema, 'CallList', 'The 50 newest calls.', { calls: 'Newest first.' });
}

function addSettings(): void {
  add(oidcSchema, 'OidcSettings', 'The identity provider at which agents sign in.', {
    issuer: 'Its URL.',
    clientId: 'Of the desk’s page.',
    token: 'Which token opens `/api/jwt`.',
  });
  add(deskSettingsSchema, 'DeskSettings', 'What the agents’ page needs before anybody has signed in.', {
    businessName: 'Whose desk it is.',
    language: 'Used where the browser asks for none of ours.',
    numbers: 'Our numbers by use, E.164 digits; `null` where none is configured.',
    oidc: 'Where an identity provider is configured.',
  });
}

for (const part of [
  addErrors,
  addNotifications,
  addDeliveries,
  addAgents,
  addMessages,
  addTickets,
  addCalls,
  addSettings,
])
  part();

/** What JSON Schema can say and zod's conversion does not. */
const MORE: Record<string, Json> = {
  NotifyRequest: { oneOf: [{ required: ['number'] }, { required: ['numbers'] }] },
};

/** Every component as JSON Schema, by its name. */
export function componentSchemas(): Record<string, Json> {
  const { schemas } = z.toJSONSchema(components, {
    io: 'input',
    uri: refOf,
    override: ({ jsonSchema }) => tidy(jsonSchema),
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $id: _id, $schema: _dialect, ...schema }]) => [
      id,
      { ...described(schema, id), ...MORE[id] },
    ]),
  );
}

const refOf = (id: string): string => `#/components/schemas/${id}`;

/** A component by reference, anything else in place. */
export function schemaOf(schema: z.ZodMiniType): Json {
  const component = components.get(schema);
  if (component) return { $ref: refOf(component.id) };
  const { $schema: _dialect, ...inline } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => tidy(jsonSchema),
  });
  return inline;
}

function described(schema: z.core.JSONSchema.BaseSchema, id: string): Json {
  const { description, fields = {} } = DESCRIPTIONS.get(id) ?? {};
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => [
    name,
    typeof property === 'object' ? { ...property, description: fields[name] } : property,
  ]);
  return { description, ...schema, properties: Object.fromEntries(properties) };
}

/** Without what only repeats: the pattern of a date, and the range of what a number can hold. */
function tidy(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.format === 'date-time') delete schema.pattern;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}
