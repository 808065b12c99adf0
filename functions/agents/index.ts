import * as z from 'zod/mini';
import { availabilityRequestSchema } from '../../contract/requests/availability.ts';
import type { AvailabilityJson, RosterJson } from '../../contract/responses/availability.ts';
import type { RouteKeyOf } from '../../contract/routes.ts';
import { isHeld, type RosterAgent } from '../../desk/calls/routing/agents.ts';
import { ClientError } from '../../desk/client-error.ts';
import { agentLeases } from '../../edge/aws/dynamodb/leases.ts';
import { authenticateAgent } from '../shared/authenticate-agent.ts';
import { httpHandler, type Request } from '../../edge/http/handler.ts';
import { bodyOf, JSON_BODY } from '../../edge/http/parameters.ts';
import { json, type Response } from '../../edge/http/responses.ts';
import { routeOf } from '../../edge/http/routes.ts';
import { now } from '../shared/clock.ts';

const ROUTES: Record<RouteKeyOf<'agents'>, (request: Request, agent: string) => Promise<Response>> = {
  'GET /api/availability': async () => {
    const roster = await agentLeases().roster();
    const agents = roster.map(toAgentResponse).sort((one, other) => (one.name < other.name ? -1 : 1));
    return json<RosterJson>(200, { agents });
  },

  'POST /api/availability': async (request, agent) => {
    const parsed = z.safeParse(availabilityRequestSchema, bodyOf(request, [JSON_BODY]));
    if (!parsed.success)
      throw new ClientError(400, 'availability-body', 'Send {"available": true} or {"available": false}.');
    const { available } = parsed.data;
    await agentLeases().setAvailable(agent, available);
    return json<AvailabilityJson>(200, { name: agent, available });
  },
};

/** `/api/availability`: agents set whether they may be rung, and see who else may. */
export const handler = httpHandler(async (request) => {
  const agent = await authenticateAgent(request);
  const route = routeOf(ROUTES, request);
  return route ? route(request, agent) : json(404, { error: 'There is nothing here.' });
});

const toAgentResponse = (agent: RosterAgent): RosterJson['agents'][number] => ({
  name: agent.name,
  available: !agent.away,
  busy: isHeld(agent, now()),
});
