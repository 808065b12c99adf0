import { Hono } from 'hono';
import { z } from 'zod';
import type { Leg } from '../calls/leg.ts';
import { readBody, RequestError } from './body.ts';
import { calledLeg, whenSettled, type CallLookup } from './call-lookup.ts';

/** `machine`: an answering machine answers. */
const options = z.strictObject({ machine: z.boolean().optional(), busy: z.boolean().optional() });

const ACTS = {
  answer: options.omit({ busy: true }),
  reject: options.omit({ machine: true }),
  hangup: options.omit({ machine: true, busy: true }),
};

type Act = keyof typeof ACTS;

/** `/:id/legs/:leg/answer`, `…/reject` and `…/hangup`: what the called side does. */
export function legRoutes(lookup: CallLookup): Hono {
  const app = new Hono();
  for (const act of ['answer', 'reject', 'hangup'] as const) {
    app.post(`/:id/legs/:leg/${act}`, async (c) => {
      const { busy, machine } = await readBody<z.output<typeof options>>(c, ACTS[act]);
      const call = lookup.running(c.req.param('id'));
      const leg = calledLeg(call, c.req.param('leg'));
      if (!isPossible(act, leg)) throw new RequestError(409, `The leg is ${leg.state}: it cannot ${act}.`);
      if (leg === call.main && leg.state === 'answered') call.interrupt({ type: 'hangup', by: 'callee' });
      else call.push({ type: 'leg', leg, act: busy ? 'busy' : act, isMachine: machine });
      return c.json(await whenSettled(call));
    });
  }
  return app;
}

/** A leg that rings can do anything, one that talks can hang up. */
const isPossible = (act: Act, { state }: Leg): boolean =>
  state === 'ringing' || (act === 'hangup' && state === 'answered');
