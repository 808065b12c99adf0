import { Hono } from 'hono';
import { z } from 'zod';
import type { Call } from '../calls/call.ts';
import { hearersOf, identify } from '../calls/conversations.ts';
import { addressOf, type Leg } from '../calls/leg.ts';
import { nothing, readBody, RequestError } from './body.ts';
import { calledLeg, whenSettled, type CallLookup } from './call-lookup.ts';

const CHARACTERS_PER_SECOND = 15;

const speechBody = z
  .strictObject({
    text: z.string().trim().min(1).max(5_000),
    /** How long it takes to speak. */
    seconds: z.number().min(0).max(7_200).optional(),
  })
  .transform(({ text, seconds = Math.ceil(text.length / CHARACTERS_PER_SECOND) }) => ({ text, seconds }));

/** What is spoken on a call, and who is muted: `/:id/speech`, `/:id/mute`, and the same of `/:id/legs/:leg`. */
export function speechRoutes(lookup: CallLookup): Hono {
  const app = new Hono();

  app.post('/:id/speech', async (c) => {
    const { text, seconds } = await readBody(c, speechBody);
    const call = lookup.running(c.req.param('id'));
    noteSpeech(call, call.main, text, seconds);
    for (const hearer of hearersOf(call)) hearer.note('hears', { ...identify(call), text });
    call.push({ type: 'speech', text, seconds });
    return c.json(await whenSettled(call));
  });

  app.post('/:id/legs/:leg/speech', async (c) => {
    const { text, seconds } = await readBody(c, speechBody);
    const call = lookup.running(c.req.param('id'));
    const leg = calledLeg(call, c.req.param('leg'));
    if (leg.state !== 'answered') throw new RequestError(409, `The leg is ${leg.state}: nobody hears it.`);
    noteSpeech(call, leg, text, seconds);
    return c.json(await whenSettled(call));
  });

  for (const action of ['mute', 'unmute'] as const) {
    app.post(`/:id/${action}`, async (c) => {
      await readBody(c, nothing);
      const call = lookup.running(c.req.param('id'));
      return c.json(await setMuted(call, call.main, action));
    });
    app.post(`/:id/legs/:leg/${action}`, async (c) => {
      await readBody(c, nothing);
      const call = lookup.running(c.req.param('id'));
      return c.json(await setMuted(call, calledLeg(call, c.req.param('leg')), action));
    });
  }
  return app;
}

/** Notes what is spoken on a leg, and which other legs of the call hear it. */
function noteSpeech(call: Call, leg: Leg, text: string, seconds: number): void {
  const others = [...new Set([call.main, ...call.legs])].filter((other) => other !== leg);
  const heardBy = leg.muted
    ? []
    : others
        .filter(({ state, earmuffed }) => state === 'answered' && !earmuffed)
        .map(({ user, number, uri, id }) => user ?? number ?? uri ?? id);
  call.note('says', {
    leg: leg.id,
    ...addressOf(leg),
    text,
    seconds,
    ...(heardBy.length > 0 && { heardBy }),
  });
}

function setMuted(call: Call, leg: Leg, action: 'mute' | 'unmute') {
  leg.muted = action === 'mute';
  call.note(action, { leg: leg.id, ...addressOf(leg) });
  return whenSettled(call);
}
