import * as z from 'zod/mini';
import { isHeld, type RosterAgent } from '../../desk/calls/routing/agents.ts';
import { ClientError } from '../../desk/client-error.ts';
import { agentLeases } from '../../edge/aws/dynamodb/leases.ts';
import { authenticateAgent } from '../../edge/vonage/auth/agent.ts';
import { httpHandler } from '../../edge/http/handler.ts';
import { bodyOf, JSON_BODY } from '../../edge/http/parameters.ts';
import { json } from '../../edge/http/responses.ts';
import { now } from '../shared/desk.ts';

const body = z.strictObject({ available: z.boolean() });

/** `/api/availability`: agents say whether they may be rung, and see who else may. */
export const handler = httpHandler(async (request) => {
  const agent = await authenticateAgent(request);
  const leases = agentLeases();
  if (request.requestContext.http.method === 'GET') {
    const roster = await leases.roster();
    return json(200, { agents: roster.map(shown).sort((one, other) => (one.name < other.name ? -1 : 1)) });
  }
  const parsed = z.safeParse(body, bodyOf(request, [JSON_BODY]));
  if (!parsed.success)
    throw new ClientError(400, 'availability-body', 'Send {"available": true} or {"available": false}.');
  const { available } = parsed.data;
  await leases.setAvailable(agent, available);
  return json(200, { name: agent, available });
});

const shown = (agent: RosterAgent) => ({
  name: agent.name,
  available: !agent.away,
  busy: isHeld(agent, now()),
});
