import { Hono } from 'hono';
import { z } from 'zod';
import type { Call, Leg } from '../calls/call.ts';
import { addressOf } from '../calls/events.ts';
import { hearersOf, whoIs } from '../calls/rooms.ts';
import type { Switchboard } from '../calls/switchboard.ts';
import { viewCall } from '../calls/view.ts';
import { msisdn, readBody, RequestError } from './body.ts';

const options = {
  custom_data: z.record(z.string(), z.unknown()).optional(),
  dtmfFormat: z.enum(['today', 'legacy']).optional(),
};
const fromPhone = z.strictObject({ from: msisdn, to: msisdn, ...options });
const fromApp = z.strictObject({
  user: z.string().min(1).max(200),
  to: z.string().max(2_000).optional(),
  ...options,
});
const creation = z.union(
  [fromPhone, fromApp],
  'a call is {"from","to"} of a phone or {"user","to"} of an app',
);

const digits = z.strictObject({
  digits: z.string().regex(/^[0-9*#]{1,100}$/, 'must be keys of a phone: 0-9, * and #'),
});
const speech = z.strictObject({
  text: z.string().trim().min(1).max(5_000),
  /** How long it takes to say. */
  seconds: z.number().min(0).max(7_200).optional(),
});
const CHARACTERS_A_SECOND = 15;
const secondsOf = (text: string): number => Math.ceil(text.length / CHARACTERS_A_SECOND);

const nothing = z.strictObject({});
/** `machine`: an answering machine takes the call. */
const how = z.strictObject({ machine: z.boolean().optional(), busy: z.boolean().optional() });
const acts = {
  answer: how.omit({ busy: true }),
  reject: how.omit({ machine: true }),
  hangup: how.omit({ machine: true, busy: true }),
};

/** `/simulator/calls`: phones and apps that call and are called. */
export function phoneCallRoutes(switchboard: Switchboard): Hono {
  const app = new Hono().basePath('/simulator/calls');
  const find = (id: string): Call => {
    const call = switchboard.calls.find((candidate) => candidate.id === id);
    if (!call) throw new RequestError(404, `There is no call ${id}.`);
    return call;
  };
  const running = (id: string): Call => {
    const call = find(id);
    if (call.over) throw new RequestError(409, 'The call is over.');
    return call;
  };
  const calledLeg = (call: Call, id: string): Leg => {
    const leg = call.legs.find((candidate) => candidate.id === id);
    if (!leg) throw new RequestError(404, `The call has no leg ${id}.`);
    return leg;
  };
  const settle = async (call: Call) => {
    let told: Promise<unknown>;
    do {
      told = call.events;
      await call.whenAtRest();
      await told;
    } while (told !== call.events || !call.isAtRest);
    return viewCall(call);
  };

  app.post('/', async (c) => {
    const wanted = await readBody(c, creation);
    const { custom_data: customData, dtmfFormat } = wanted;
    const call =
      'user' in wanted
        ? switchboard.fromApp(wanted.user, wanted.to, { customData, dtmfFormat })
        : switchboard.fromPhone(wanted.from, wanted.to, { customData, dtmfFormat });
    if (typeof call === 'string') throw new RequestError(409, call);
    return c.json(await settle(call));
  });

  app.get('/', (c) => c.json(switchboard.calls.map(viewCall)));
  app.get('/:id', (c) => c.json(viewCall(find(c.req.param('id')))));

  app.post('/:id/digits', async (c) => {
    const { digits: pressed } = await readBody(c, digits);
    const call = running(c.req.param('id'));
    if (call.waitingFor !== 'digits') call.note('keys', { digits: pressed });
    call.onKeys?.(pressed);
    call.push({ type: 'digits', digits: pressed });
    return c.json(await settle(call));
  });

  app.post('/:id/speech', async (c) => {
    const { text, seconds = secondsOf(text) } = await readBody(c, speech);
    const call = running(c.req.param('id'));
    says(call, call.main, text, seconds);
    for (const hearer of hearersOf(call)) hearer.note('hears', { ...whoIs(call), text });
    call.push({ type: 'speech', text, seconds });
    return c.json(await settle(call));
  });

  app.post('/:id/hangup', async (c) => {
    await readBody(c, nothing);
    const call = running(c.req.param('id'));
    call.interrupt({ type: 'hangup', by: 'caller' });
    return c.json(await settle(call));
  });

  app.post('/:id/legs/:leg/speech', async (c) => {
    const { text, seconds = secondsOf(text) } = await readBody(c, speech);
    const call = running(c.req.param('id'));
    const leg = calledLeg(call, c.req.param('leg'));
    if (leg.state !== 'answered') throw new RequestError(409, `The leg is ${leg.state}: nobody hears it.`);
    says(call, leg, text, seconds);
    return c.json(await settle(call));
  });

  const mute = async (call: Call, leg: Leg, isMuted: boolean) => {
    leg.muted = isMuted;
    call.note(isMuted ? 'mute' : 'unmute', { leg: leg.id, ...addressOf(leg) });
    return settle(call);
  };
  for (const act of ['mute', 'unmute'] as const) {
    app.post(`/:id/${act}`, async (c) => {
      await readBody(c, nothing);
      const call = running(c.req.param('id'));
      return c.json(await mute(call, call.main, act === 'mute'));
    });
    app.post(`/:id/legs/:leg/${act}`, async (c) => {
      await readBody(c, nothing);
      const call = running(c.req.param('id'));
      return c.json(await mute(call, calledLeg(call, c.req.param('leg')), act === 'mute'));
    });
  }

  for (const act of ['answer', 'reject', 'hangup'] as const) {
    app.post(`/:id/legs/:leg/${act}`, async (c) => {
      const wanted = await readBody<z.output<typeof how>>(c, acts[act]);
      const call = running(c.req.param('id'));
      const leg = calledLeg(call, c.req.param('leg'));
      const isRinging = leg.state === 'ringing';
      if (act === 'hangup' ? leg.state !== 'answered' && !isRinging : !isRinging) {
        throw new RequestError(409, `The leg is ${leg.state}: it cannot ${act}.`);
      }
      if (leg === call.main && leg.state === 'answered') call.interrupt({ type: 'hangup', by: 'callee' });
      else call.push({ type: 'leg', leg, act: wanted.busy ? 'busy' : act, isMachine: wanted.machine });
      return c.json(await settle(call));
    });
  }
  return app;
}

/** Somebody speaks on the call: the others on its line hear it. */
function says(call: Call, leg: Leg, text: string, seconds: number): void {
  const line = [...new Set([call.main, ...call.legs])];
  const heardBy = leg.muted
    ? []
    : line
        .filter((other) => other !== leg && other.state === 'answered' && !other.earmuffed)
        .map((other) => other.user ?? other.number ?? other.uri ?? other.id);
  call.note('says', {
    leg: leg.id,
    ...addressOf(leg),
    text,
    seconds,
    ...(heardBy.length > 0 && { heardBy }),
  });
}
