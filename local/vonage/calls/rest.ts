import { Hono, type Context } from 'hono';
import { z } from 'zod';
import type { Platform } from '../platform.ts';
import { verifyToken } from '../rest/credentials.ts';
import { parseObject } from '../rest/fields.ts';
import { invalidParameters, problem, unauthorized } from '../rest/problems.ts';
import type { Application } from '../state.ts';
import { fetchNcco } from './answers.ts';
import type { Call, Leg } from './call.ts';
import { addressOf, bill } from './events.ts';
import {
  appUser,
  count,
  flag,
  keys,
  language,
  level,
  loop,
  oneUrl,
  parseNcco,
  sip,
  spokenText,
  vbc,
  websocket,
  type Action,
} from './ncco.ts';
import type { Switchboard } from './switchboard.ts';
import type { Target } from './webhooks.ts';

const phone = z.object({ type: z.literal('phone'), number: z.string().regex(/^\d{7,15}$/) });
const called = z.discriminatedUnion('type', [
  phone.extend({ dtmfAnswer: keys.optional() }),
  appUser,
  sip,
  // Unlike in an NCCO, the content type must be said.
  websocket.required({ 'content-type': true }),
  vbc,
]);
const method = z.enum(['GET', 'POST']);

const creation = z
  .object({
    to: z.array(called).length(1),
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

const change = z.union([
  z.object({ action: z.enum(['hangup', 'mute', 'unmute', 'earmuff', 'unearmuff']) }),
  z.object({
    action: z.literal('transfer'),
    destination: z.union([
      z.object({ type: z.literal('ncco'), ncco: z.array(z.unknown()) }),
      z.object({ type: z.literal('ncco'), url: oneUrl }),
    ]),
  }),
]);

/** What is played into a leg while its call goes on. */
const playable = {
  talk: z.looseObject({
    text: spokenText,
    language: language.optional(),
    style: count(0).optional(),
    premium: flag.optional(),
    loop: loop.optional(),
    level: level.optional(),
  }),
  stream: z.looseObject({ stream_url: oneUrl, loop: loop.optional(), level: level.optional() }),
  dtmf: z.looseObject({ digits: keys }),
};
const STARTED = { talk: 'Talk started', stream: 'Stream started', dtmf: 'DTMF sent' };
const STOPPED = { talk: 'Talk stopped', stream: 'Stream stopped' };

const page = z.object({
  page_size: z.coerce.number().int().min(1).max(100).default(10),
  record_index: z.coerce.number().int().min(0).default(0),
  order: z.enum(['asc', 'desc']).default('asc'),
  status: z.string().optional(),
  conversation_uuid: z.string().optional(),
});

const limits = { connectMs: 1_000, responseMs: 5_000 };
const source = (address: string, by: 'GET' | 'POST'): Target => ({ address, method: by, limits });

const ofPhone = (number: string) => ({ type: 'phone', number });

function view(call: Call, leg: Leg) {
  const isInbound = leg.direction === 'inbound';
  const end = { type: leg.kind, ...addressOf(leg) };
  return {
    _links: { self: { href: `/calls/${leg.id}` } },
    uuid: leg.id,
    conversation_uuid: call.conversation,
    status: leg.state,
    direction: leg.direction,
    from: isInbound ? end : ofPhone(leg.from),
    to: isInbound ? ofPhone(leg.to) : end,
    ...(leg.state === 'completed' && bill(leg)),
  };
}

/** `/v1/calls`: the legs of the application whose JWT asks. */
export function callRoutes(
  platform: Platform,
  switchboard: Switchboard,
): Hono<{ Variables: { application: Application } }> {
  const app = new Hono<{ Variables: { application: Application } }>().basePath('/v1/calls');
  const legsOf = (application: Application): { call: Call; leg: Leg }[] =>
    switchboard.calls
      .filter((call) => call.application.id === application.id)
      .flatMap((call) => [...new Set([call.main, ...call.legs])].map((leg) => ({ call, leg })));

  app.use(async (c, next) => {
    const token = await verifyToken(platform, c.req.header('authorization'));
    if (typeof token === 'string') return unauthorized(c, token);
    c.set('application', token.application);
    await next();
  });

  app.post('/', async (c) => {
    const parsed = creation.safeParse(parseObject(await c.req.text()));
    if (!parsed.success) return wrongFields(c, parsed.error);
    const { to, from, ncco, answer_url: answerUrl, event_url: eventUrl } = parsed.data;
    const own = platform.store.state.numbers.filter(({ appId }) => appId === c.get('application').id);
    const number = from?.number ?? own[0]?.msisdn;
    if (!own.some(({ msisdn }) => msisdn === number)) {
      return invalidParameters(c, [{ name: 'from', reason: 'must be a number of the application' }]);
    }
    const actions = ncco === undefined ? undefined : parseNcco(ncco);
    if (typeof actions === 'string') return invalidParameters(c, [{ name: 'ncco', reason: actions }]);
    const [endpoint] = to;
    if (!endpoint || number === undefined)
      return invalidParameters(c, [{ name: 'to', reason: 'must have one endpoint' }]);
    const call = switchboard.fromApi(
      c.get('application'),
      number,
      endpoint,
      actions ? { actions } : { source: source(answerUrl?.[0] ?? '', parsed.data.answer_method) },
      {
        ringSeconds: parsed.data.ringing_timer,
        limitSeconds: parsed.data.length_timer,
        machines:
          parsed.data.advanced_machine_detection === undefined
            ? parsed.data.machine_detection
            : (parsed.data.advanced_machine_detection.behavior ?? 'continue'),
        eventWebhook:
          eventUrl?.[0] === undefined
            ? undefined
            : { address: eventUrl[0], method: parsed.data.event_method },
      },
    );
    const { id: uuid, direction } = call.main;
    return c.json({ uuid, status: 'started', direction, conversation_uuid: call.conversation }, 201);
  });

  app.get('/', (c) => {
    const wanted = page.safeParse(c.req.query());
    if (!wanted.success) return wrongFields(c, wanted.error);
    const {
      page_size: size,
      record_index: begin,
      order,
      status,
      conversation_uuid: conversation,
    } = wanted.data;
    const all = legsOf(c.get('application')).filter(
      ({ call, leg }) =>
        (status === undefined || leg.state === status) &&
        (conversation === undefined || call.conversation === conversation),
    );
    if (order === 'desc') all.reverse();
    return c.json({
      count: all.length,
      page_size: size,
      record_index: begin,
      _links: { self: { href: `/calls?page_size=${size}&record_index=${begin}&order=${order}` } },
      _embedded: { calls: all.slice(begin, begin + size).map(({ call, leg }) => view(call, leg)) },
    });
  });

  app.get('/:uuid', (c) => {
    const found = legsOf(c.get('application')).find(({ leg }) => leg.id === c.req.param('uuid'));
    return found ? c.json(view(found.call, found.leg)) : missing(c);
  });

  app.put('/:uuid', async (c) => {
    const found = legsOf(c.get('application')).find(({ leg }) => leg.id === c.req.param('uuid'));
    if (!found || found.call.over) return missing(c);
    const { call, leg } = found;
    const parsed = change.safeParse(parseObject(await c.req.text()));
    if (!parsed.success) return wrongFields(c, parsed.error);
    if (parsed.data.action === 'hangup') {
      if (leg === call.main) call.interrupt({ type: 'hangup', by: 'the API' });
      else call.push({ type: 'leg', leg, act: 'hangup' });
    } else if (parsed.data.action === 'transfer') {
      const { destination } = parsed.data;
      let actions: Action[] | string | undefined;
      if ('ncco' in destination) actions = parseNcco(destination.ncco);
      else {
        const parameters = { to: leg.to, from: leg.from, uuid: leg.id, conversation_uuid: call.conversation };
        const from = source(destination.url[0] ?? '', 'GET');
        actions = await fetchNcco(platform, call, 'answer', from, parameters, { mayBeEmpty: false });
      }
      if (!Array.isArray(actions)) {
        return invalidParameters(c, [{ name: 'destination', reason: actions ?? 'The URL gave no NCCO.' }]);
      }
      call.interrupt({ type: 'transfer', actions });
    } else {
      const { action } = parsed.data;
      if (action.endsWith('earmuff')) leg.earmuffed = action === 'earmuff';
      else leg.muted = action === 'mute';
      call.note(action, { leg: leg.id });
    }
    await call.whenAtRest();
    return c.body(null, 204);
  });

  /** The leg of a path, while it is called or talks. */
  const inProgress = (c: Context<{ Variables: { application: Application } }>) => {
    const found = legsOf(c.get('application')).find(({ leg }) => leg.id === c.req.param('uuid'));
    const goesOn = found && !found.call.over && ['started', 'ringing', 'answered'].includes(found.leg.state);
    return goesOn ? found : undefined;
  };

  for (const what of ['talk', 'stream', 'dtmf'] as const) {
    app.put(`/:uuid/${what}`, async (c) => {
      const found = inProgress(c);
      if (!found) return missing(c);
      const { call, leg } = found;
      const parsed = playable[what].safeParse(parseObject(await c.req.text()));
      if (!parsed.success) return wrongFields(c, parsed.error);
      call.note(what, { ...parsed.data, leg: leg.id, by: 'the API' });
      return c.json({ message: STARTED[what], uuid: leg.id });
    });
  }

  for (const what of ['talk', 'stream'] as const) {
    app.delete(`/:uuid/${what}`, (c) => {
      const found = inProgress(c);
      if (!found) return missing(c);
      const { call, leg } = found;
      call.note(`${what} stopped`, { leg: leg.id, by: 'the API' });
      return c.json({ message: STOPPED[what], uuid: leg.id });
    });
  }
  return app;
}

const wrongFields = (c: Context, error: z.ZodError): Response =>
  invalidParameters(
    c,
    error.issues.map(({ path, message }) => ({ name: path.join('.') || 'body', reason: message })),
  );

const missing = (c: Context): Response =>
  problem(c, 404, 'not-found', 'Not Found', 'There is no such call in progress.');
