import * as z from 'zod/mini';
import type { RosterAgent } from '../../desk/calls/routing/agents.ts';
import { ON_ROSTER } from '../../edge/aws/dynamodb/agent-item.ts';
import { scanTable } from '../stack/table-items.ts';
import type { OwnerTables } from '../stack/tables.ts';

/** An agent of a simulated call: signed in and on no other call. */
export interface Agent extends RosterAgent {
  /** Whether the agent rings when another one does not answer: true after the first sign-in. */
  inTurn: boolean;
}

const item = z.object({
  name: z.string(),
  roster: z.optional(z.unknown()),
  availability: z.optional(z.unknown()),
  removedAt: z.optional(z.unknown()),
  idleSince: z.optional(z.catch(z.optional(z.number()), undefined)),
});

/** All agents on the roster. */
export async function readAgents(desk: OwnerTables): Promise<Agent[]> {
  const agents: Agent[] = [];
  for await (const page of scanTable(desk, desk.tables.agents)) {
    for (const read of page) {
      const { name, roster, availability, removedAt, idleSince } = item.parse(read);
      if (removedAt === undefined)
        agents.push({ name, away: availability === 'away', idleSince, inTurn: roster === ON_ROSTER });
    }
  }
  return agents;
}
