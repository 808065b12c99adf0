import * as z from 'zod/mini';
import { isHeld, type RosterAgent } from '../../desk/calls/routing/agents.ts';
import { Refusal } from '../../desk/client-error.ts';
import { agentLeases } from '../../edge/aws/dynamodb/leases.ts';
import { provenAgent } from '../../edge/http/agent.ts';
import { answering } from '../../edge/http/handler.ts';
import { bodyOf, JSON_BODY } from '../../edge/http/parameters.ts';
import { json } from '../../edge/http/responses.ts';
import { now } from '../shared/desk.ts';

const body = z.strictObject({ available: z.boolean() });

/** `/api/availability`: agents say whether they may be rung, and see who else may. */
export const handler = answering(async (request) => {
  const agent = await provenAgent(request);
  const leases = agentLeases();
  if (request.requestContext.http.method === 'GET') {
    const roster = await leases.roster();
    return json(200, { agents: roster.map(shown).sort((one, other) => (one.name < other.name ? -1 : 1)) });
  }
  const parsed = z.safeParse(body, bodyOf(request, [JSON_BODY]));
  if (!parsed.success)
    throw new Refusal(400, 'availability-body', 'Send {"available": true} or {"available": false}.');
  const { available } = parsed.data;
  await leases.setAvailable(agent, available);
  return json(200, { name: agent, available });
});

const shown = (agent: RosterAgent) => ({
  name: agent.name,
  available: !agent.away,
  busy: isHeld(agent, now()),
});
