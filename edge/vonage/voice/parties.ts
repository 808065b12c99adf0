import type { Parties } from '../../../desk/calls/new-call.ts';
import { own } from '../../../desk/json-value.ts';
import { networkParty } from '../../../desk/numbers/network-number.ts';

/** Who calls and who is called. */
export function partiesIn(payload: unknown): Parties {
  const [from, to] = [partyIn(payload, 'from'), partyIn(payload, 'to')];
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

function partyIn(payload: unknown, name: 'from' | 'to'): string | undefined {
  const written = own(payload, name);
  return typeof written === 'string' || typeof written === 'number'
    ? networkParty(String(written))
    : undefined;
}
