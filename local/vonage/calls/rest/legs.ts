import type { Context } from 'hono';
import type { WithApplication } from '../../rest/application-only.ts';
import { problem } from '../../rest/problems.ts';
import type { Call } from '../call.ts';
import { billOf } from '../event-payloads.ts';
import { addressOf, isInProgress, type Leg } from '../leg.ts';

/** A leg, which Vonage's REST names a call, and the call that it is part of. */
export interface CallLeg {
  call: Call;
  leg: Leg;
}

/** The legs of the application whose JWT the request has. */
export const legsOf = (c: Context<WithApplication>, calls: readonly Call[]): CallLeg[] =>
  calls
    .filter((call) => call.application.id === c.get('application').id)
    .flatMap((call) => [...new Set([call.main, ...call.legs])].map((leg) => ({ call, leg })));

/** The leg of the request's path. */
export const findLeg = (c: Context<WithApplication>, calls: readonly Call[]): CallLeg | undefined =>
  legsOf(c, calls).find(({ leg }) => leg.id === c.req.param('uuid'));

/** The leg of the request's path, while it is called or talks. */
export function findLegInProgress(c: Context<WithApplication>, calls: readonly Call[]): CallLeg | undefined {
  const found = findLeg(c, calls);
  return found && !found.call.over && isInProgress(found.leg) ? found : undefined;
}

export const missingLeg = (c: Context): Response =>
  problem(c, 404, 'not-found', 'Not Found', 'There is no such call in progress.');

/** A leg as Vonage's REST returns it. */
export function viewLeg({ call, leg }: CallLeg) {
  const isInbound = leg.direction === 'inbound';
  const otherEnd = { type: leg.kind, ...addressOf(leg) };
  return {
    _links: { self: { href: `/calls/${leg.id}` } },
    uuid: leg.id,
    conversation_uuid: call.conversation.id,
    status: leg.state,
    direction: leg.direction,
    from: isInbound ? otherEnd : phone(leg.from),
    to: isInbound ? phone(leg.to) : otherEnd,
    ...(leg.state === 'completed' && billOf(leg)),
  };
}

const phone = (number: string) => ({ type: 'phone', number });
