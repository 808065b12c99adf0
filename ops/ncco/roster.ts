import * as z from 'zod/mini';
import type { RosterAgent } from '../../desk/calls/routing/agents.ts';
import { ON_ROSTER } from '../../edge/aws/dynamodb/agent-item.ts';
import { scanned } from '../forget/items.ts';
import type { OwnersTables } from '../stack/tables.ts';

/** Somebody on the roster, for calls that are only imagined: on no call, and signed in. */
export interface Agent extends RosterAgent {
  /** Rung when another one does not take a call: so is who signed in at least once. */
  inTurn: boolean;
}

const item = z.object({
  name: z.string(),
  roster: z.optional(z.unknown()),
  availability: z.optional(z.unknown()),
  removedAt: z.optional(z.unknown()),
  idleSince: z.optional(z.catch(z.optional(z.number()), undefined)),
});

/** Who is on the roster now. */
export async function readAgents(desk: OwnersTables): Promise<Agent[]> {
  const agents: Agent[] = [];
  for await (const page of scanned(desk, desk.tables.agents)) {
    for (const read of page) {
      const { name, roster, availability, removedAt, idleSince } = item.parse(read);
      if (removedAt === undefined)
        agents.push({ name, away: availability === 'away', idleSince, inTurn: roster === ON_ROSTER });
    }
  }
  return agents;
}
