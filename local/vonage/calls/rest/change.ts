import { Hono } from 'hono';
import { z } from 'zod';
import type { WithApplication } from '../../rest/application-only.ts';
import { parseObject } from '../../rest/fields.ts';
import { invalidFields, invalidParameters } from '../../rest/problems.ts';
import type { Call } from '../call.ts';
import type { FetchNcco } from '../fetch-ncco.ts';
import { oneUrl } from '../ncco-fields.ts';
import { parseNcco, type Action } from '../ncco.ts';
import { nccoTarget } from '../webhook-target.ts';
import { findLeg, missingLeg, type CallLeg } from './legs.ts';

const destination = z.union([
  z.object({ type: z.literal('ncco'), ncco: z.array(z.unknown()) }),
  z.object({ type: z.literal('ncco'), url: oneUrl }),
]);

const hearing = z.enum(['mute', 'unmute', 'earmuff', 'unearmuff']);

const changeBody = z.union([
  z.object({ action: z.literal('hangup') }),
  z.object({ action: hearing }),
  z.object({ action: z.literal('transfer'), destination }),
]);

/** `PUT /:uuid`: hangs up, transfers, mutes or earmuffs a leg. */
export function changeRoute(calls: readonly Call[], fetchNcco: FetchNcco): Hono<WithApplication> {
  return new Hono<WithApplication>().put('/:uuid', async (c) => {
    const found = findLeg(c, calls);
    if (!found || found.call.over) return missingLeg(c);
    const parsed = changeBody.safeParse(parseObject(await c.req.text()));
    if (!parsed.success) return invalidFields(c, parsed.error);
    const change = parsed.data;
    switch (change.action) {
      case 'hangup':
        hangUp(found);
        break;
      case 'transfer': {
        const actions = await nccoOf(found, change.destination, fetchNcco);
        if (typeof actions === 'string')
          return invalidParameters(c, [{ name: 'destination', reason: actions }]);
        found.call.interrupt({ type: 'transfer', actions });
        break;
      }
      case 'mute':
      case 'unmute':
      case 'earmuff':
      case 'unearmuff':
        changeHearing(found, change.action);
    }
    await found.call.whenAtRest();
    return c.body(null, 204);
  });
}

function hangUp({ call, leg }: CallLeg): void {
  if (leg === call.main) call.interrupt({ type: 'hangup', by: 'the API' });
  else call.push({ type: 'leg', leg, act: 'hangup' });
}

/** The NCCO to which a call is transferred; a string is the reason why there is none. */
async function nccoOf(
  { call, leg }: CallLeg,
  to: z.infer<typeof destination>,
  fetchNcco: FetchNcco,
): Promise<Action[] | string> {
  if ('ncco' in to) return parseNcco(to.ncco);
  const parameters = {
    to: leg.to,
    from: leg.from,
    uuid: leg.id,
    conversation_uuid: call.conversation.id,
  };
  const source = nccoTarget(to.url[0] ?? '', 'GET');
  const actions = await fetchNcco(call, 'answer', source, parameters, { mayBeEmpty: false });
  return actions ?? 'The URL gave no NCCO.';
}

function changeHearing({ call, leg }: CallLeg, action: z.infer<typeof hearing>): void {
  if (action === 'earmuff' || action === 'unearmuff') leg.earmuffed = action === 'earmuff';
  else leg.muted = action === 'mute';
  call.note(action, { leg: leg.id });
}
