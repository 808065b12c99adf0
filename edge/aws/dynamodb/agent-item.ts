import * as z from 'zod/mini';
import type { RosterAgent } from '../../../desk/calls/routing/agents.ts';

/**
 * The partition of index `byRoster` for all agents who may be rung. An agent's item gets it when ops add the agent; those of
 * the first deployment get it when they first sign in, are rung, or set whether they are available.
 */
export const ON_ROSTER = 'agents';

/** The `availability` of an agent who is not to be rung. */
export const AWAY = 'away';

const moment = z.optional(z.number());

/** What routing reads of an item of the Agents table. Moments are ms since the epoch. */
const routingItem = z.object({
  name: z.string(),
  availability: z.optional(z.unknown()),
  removedAt: moment,
  /** The lease: until when, and which ring or call holds it. */
  busyUntil: moment,
  busyWith: z.optional(z.string()),
  unreachableUntil: moment,
  idleSince: moment,
});

/** As routing sees the agent; undefined for one who was removed. */
export function rosterAgentOf(item: Record<string, unknown>): RosterAgent | undefined {
  const { name, availability, removedAt, unreachableUntil, idleSince, ...held } = routingItem.parse(item);
  if (removedAt !== undefined) return undefined;
  return { name, away: availability === AWAY, lease: leaseOf(held), unreachableUntil, idleSince };
}

/** The lease on an agent's item, whether it has run out or not. */
export function leaseIn(item: Record<string, unknown>): RosterAgent['lease'] {
  return leaseOf(routingItem.parse(item));
}

const leaseOf = ({
  busyUntil,
  busyWith,
}: Pick<z.output<typeof routingItem>, 'busyUntil' | 'busyWith'>): RosterAgent['lease'] =>
  busyUntil === undefined || busyWith === undefined ? undefined : { holder: busyWith, until: busyUntil };
