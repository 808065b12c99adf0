import { own } from '../../desk/ncco/findings.ts';
import { parseMenu } from '../../desk/calls/menu.ts';
import type { Ncco } from '../../desk/ncco/ncco.ts';
import { firstRing, ringLater } from '../../desk/calls/routing/first-ring.ts';
import type { Switchboard } from '../../desk/calls/routing/next-step.ts';
import type { Line } from '../../desk/calls/routing/spoken.ts';
import { agentLeases } from '../../edge/aws/dynamodb/leases.ts';
import { waitingLine } from '../../edge/aws/dynamodb/waiting-line.ts';
import type { Request } from '../../edge/http/handler.ts';
import { callIn, dtmfUrl } from '../../edge/vonage/voice/webhook.ts';
import { describe, log } from '../../edge/aws/log.ts';
import { now } from './desk.ts';
import { inTime, TooLate, type VoiceConfig } from './voice.ts';

/** A caller waits in silence: what takes longer is asked again in a moment. */
const LEASING_MS = 1_200;
const FREEING_MS = 500;
const LONGEST_NAME = 100;

export const switchboard = (line: Line): Switchboard => ({
  leases: agentLeases(),
  waiting: waitingLine(),
  line,
  now,
});

/** How this call is routed, as ops wrote. */
export function lineOf(request: Request, { items, settings }: VoiceConfig): Line {
  const here = dtmfUrl(request);
  return {
    routeUrl: new URL('/webhooks/route', here).href,
    eventUrl: new URL('/webhooks/event', here).href,
    language: parseMenu(items['menu']).menu.language,
    ring: settings.ring,
    queue: settings.queue,
  };
}

/**
 * An incoming call's NCCO with its agent held, or the next one's. Tables that are slow, or seem so to an environment that
 * has just started, keep the caller for a moment: the lease may be taken after all, or be another caller's. Without the
 * tables, when they fail or have fallen silent, the agent rings as ops wrote, with no lease: the desk hears of it all
 * the same.
 *
 * @param lead whether what is said before the agent is rung is also said when another one is
 */
export async function routed(
  ncco: Ncco,
  request: Request,
  config: VoiceConfig,
  { lead }: { lead: boolean },
): Promise<Ncco> {
  const call = callIn(request);
  const line = lineOf(request, config);
  const board = config.current || config.late === 'cold' ? switchboard(line) : undefined;
  try {
    return await inTime(firstRing(ncco, { call, line, board, lead }), LEASING_MS);
  } catch (error) {
    log('warn', 'not-leased', describe(error));
    if (error instanceof TooLate) return ringLater(ncco, { call, line, lead, now: now() });
    return firstRing(ncco, { call, line, board: undefined, lead });
  }
}

/** An agent who makes a call is on no other one: a call whose end was never told is over. Never throws. */
export async function isCalling(call: unknown): Promise<void> {
  const agent = own(call, 'from_user');
  if (typeof agent !== 'string' || agent === '' || agent.length > LONGEST_NAME) return;
  try {
    await inTime(agentLeases().free(agent, now()), FREEING_MS);
  } catch (error) {
    log('warn', 'not-freed', describe(error));
  }
}
