import { parseMenu } from '../../desk/calls/menu.ts';
import { firstRing, ringLater } from '../../desk/calls/routing/first-ring.ts';
import type { Switchboard } from '../../desk/calls/routing/next-step.ts';
import type { CallerSettings } from '../../desk/calls/routing/route-nccos.ts';
import type { Ncco } from '../../desk/ncco/ncco.ts';
import { agentLeases } from '../../edge/aws/dynamodb/leases.ts';
import { waitingLine } from '../../edge/aws/dynamodb/waiting-line.ts';
import { describe, log } from '../../edge/aws/log.ts';
import { now } from './clock.ts';
import { inTime, TooLate } from './in-time.ts';
import type { VoiceRequest } from './voice.ts';

/** A caller waits in silence meanwhile: what takes longer is tried again in a moment. */
const LEASING_MS = 1_200;
const RELEASING_MS = 500;
const MAX_NAME_LENGTH = 100;

export const createSwitchboard = (callerSettings: CallerSettings): Switchboard => ({
  leases: agentLeases(),
  waiting: waitingLine(),
  callerSettings,
  now,
});

/** How this call is routed, as ops configured. */
export const callerSettingsOf = ({ urls, config: { items, settings } }: VoiceRequest): CallerSettings => ({
  routeUrl: urls.route,
  eventUrl: urls.event,
  language: parseMenu(items['menu']).menu.language,
  ring: settings.ring,
  queue: settings.queue,
});

/**
 * The NCCO of an incoming call with its agent's lease taken, or the next agent's. Where the tables are slow, or seem so in
 * an environment that has just started, the caller waits for a moment: the lease may be taken after all, or be another
 * caller's. Where they fail or stay silent, the agent rings as ops wrote, without a lease.
 *
 * @param intro whether what is said before the agent rings is also said before another one does
 */
export async function routeToAgent(
  ncco: Ncco,
  voice: VoiceRequest,
  { intro }: { intro: boolean },
): Promise<Ncco> {
  const { callId: call, config } = voice;
  const callerSettings = callerSettingsOf(voice);
  const canLease = config.current || config.late === 'cold';
  const switchboard = canLease ? createSwitchboard(callerSettings) : undefined;
  try {
    return await inTime(firstRing(ncco, { call, callerSettings, switchboard, intro }), LEASING_MS);
  } catch (error) {
    log('warn', 'not-leased', describe(error));
    if (error instanceof TooLate) return ringLater(ncco, { call, callerSettings, intro, now: now() });
    return firstRing(ncco, { call, callerSettings, switchboard: undefined, intro });
  }
}

/** An agent who makes a call is on no other one: a lease is left over from a call whose end was lost. Never throws. */
export async function freeCallingAgent(agent: string): Promise<void> {
  if (agent.length > MAX_NAME_LENGTH) return;
  try {
    await inTime(agentLeases().free(agent, now()), RELEASING_MS);
  } catch (error) {
    log('warn', 'not-freed', describe(error));
  }
}
