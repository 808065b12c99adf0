import type { QueueSettings, RingSettings } from '../../settings.ts';
import type { Connect, Ncco, NccoAction, OneUrl, Talk } from '../../ncco/ncco.ts';
import { phrasesIn, type Phrases } from '../phrases.ts';
import { connectTo } from '../presets.ts';
import { routingUrl, type RoutingState } from './routing-state.ts';

/* The NCCOs of routing: an agent's ring, a turn in the queue, voicemail. */

/** What is the same for every NCCO of a call: our webhooks, the caller's language, and how long rings and queue last. */
export interface CallerSettings {
  /** Gets the events of each ring; its response is the next NCCO. */
  routeUrl: string;
  /** Gets the event of a recording. */
  eventUrl: string;
  language?: string | undefined;
  ring: RingSettings;
  queue: QueueSettings;
}

/** A connect to an agent's app whose events ops do not send elsewhere. */
export function isAgentRing(action: NccoAction): action is Connect {
  return (
    action.action === 'connect' &&
    action.endpoint[0].type === 'app' &&
    action.eventUrl === undefined &&
    action.eventType === undefined
  );
}

/** The same connect with its events sent to the route webhook, whose response may replace the rest of the NCCO. */
export function withRouteEvents(
  connect: Connect,
  state: RoutingState,
  { routeUrl, ring }: CallerSettings,
): Connect {
  const eventUrl: OneUrl = [routingUrl(routeUrl, state)];
  return {
    ...connect,
    timeout: connect.timeout ?? ring.seconds,
    eventType: 'synchronous',
    eventUrl,
    eventMethod: 'POST',
  };
}

/** Announces an agent, and rings that agent's app. */
export function ringAgent(agent: string, state: RoutingState, settings: CallerSettings): Ncco {
  return connectTo(agent, settings.language).map((action) =>
    isAgentRing(action) ? withRouteEvents(action, { ...state, agent }, settings) : action,
  );
}

/** The length of one turn in the queue, s: of music or of silence. */
export const TURN_S = 10;

/** The longest music that is expected, s: a caller who hears a longer file loses the place in the queue. */
export const MAX_MUSIC_S = 60;

/** The wait after music, s: the length of the turn is the file's own, and this bounds one that cannot be played. */
const AFTER_MUSIC_S = 2;

/**
 * One turn in the queue: the caller's place, music or silence, and the route webhook, whose response is the next NCCO.
 * Where it does not respond, the NCCO goes on to voicemail.
 */
export function holdInQueue(
  place: number,
  state: RoutingState,
  seconds: number,
  settings: CallerSettings,
): Ncco {
  const { music } = settings.queue;
  const { agent: _agent, ...waiting } = state;
  return [
    talk((phrases) => phrases.holding(place), settings),
    ...(music === undefined ? [] : [{ action: 'stream', streamUrl: [music] } satisfies NccoAction]),
    { action: 'wait', timeout: music === undefined ? seconds : Math.min(AFTER_MUSIC_S, seconds) },
    {
      action: 'notify',
      payload: { place },
      eventUrl: [routingUrl(settings.routeUrl, waiting)],
      eventMethod: 'POST',
    },
    ...voicemail(settings),
  ];
}

/** How long a caller waits before the tables are read again, s. */
const MOMENT_S = 3;

/** For so many turns a caller waits for tables that do not respond in time. */
const MAX_LATE_TURNS = 3;

/**
 * For tables that did not respond in time: the caller waits a moment, and they are read again. A lease that was taken too
 * late belongs to this call then. After some turns the caller is asked for a message.
 */
export function askAgainLater(state: RoutingState, settings: CallerSettings): Ncco {
  const { agent: _agent, lateTurns = 0, ...waiting } = state;
  if (lateTurns >= MAX_LATE_TURNS) return voicemail(settings);
  const next: RoutingState = { ...waiting, lateTurns: lateTurns + 1 };
  return [
    talk(({ oneMoment }) => oneMoment, settings),
    { action: 'wait', timeout: MOMENT_S },
    {
      action: 'notify',
      payload: { late: lateTurns + 1 },
      eventUrl: [routingUrl(settings.routeUrl, next)],
      eventMethod: 'POST',
    },
    ...voicemail(settings),
  ];
}

/** Asks for a message, whose recording the event webhook gets. */
export function voicemail(settings: Pick<CallerSettings, 'eventUrl' | 'language'>): Ncco {
  return [
    talk(({ leaveMessage }) => leaveMessage, settings),
    { action: 'record', beepStart: true, endOnSilence: 3, timeOut: 120, eventUrl: [settings.eventUrl] },
    talk(({ messageTaken }) => messageTaken, settings),
  ];
}

function talk(phraseOf: (phrases: Phrases) => string, { language }: Pick<CallerSettings, 'language'>): Talk {
  const { phrases, voice } = phrasesIn(language);
  return { action: 'talk', text: phraseOf(phrases), ...(voice !== undefined && { language: voice }) };
}
