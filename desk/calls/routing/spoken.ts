import type { Connect, Ncco, NccoAction, OneUrl, Talk } from '../../ncco/ncco.ts';
import { phrasesIn, type Phrases } from '../phrases.ts';
import { connectTo } from '../presets.ts';
import type { QueueSettings, RingSettings } from '../../settings.ts';
import { routingUrl, type RoutingState } from './routing-state.ts';

/** Where Vonage comes back to, in which language callers are spoken to, and how patient everybody is. */
export interface Line {
  /** Told how each ring goes; its answer is the next NCCO. */
  routeUrl: string;
  /** Told of a recording. */
  eventUrl: string;
  language?: string | undefined;
  ring: RingSettings;
  queue: QueueSettings;
}

/** A connect to an agent's app for which ops wanted no events of their own. */
export function ringsAgent(action: NccoAction): action is Connect {
  return (
    action.action === 'connect' &&
    action.endpoint[0].type === 'app' &&
    action.eventUrl === undefined &&
    action.eventType === undefined
  );
}

/** The same connect, but the desk hears how it goes and may say what comes next. */
export function withLead(connect: Connect, search: RoutingState, { routeUrl, ring }: Line): Connect {
  const eventUrl: OneUrl = [routingUrl(routeUrl, search)];
  return {
    ...connect,
    timeout: connect.timeout ?? ring.seconds,
    eventType: 'synchronous',
    eventUrl,
    eventMethod: 'POST',
  };
}

/** Says who comes, and rings that agent's app. */
export function ring(agent: string, search: RoutingState, line: Line): Ncco {
  return connectTo(agent, line.language).map((action) =>
    ringsAgent(action) ? withLead(action, { ...search, agent }, line) : action,
  );
}

/** How long a caller in line hears music, or waits, before the line is looked at again, s. */
export const TURN_S = 10;

/** How long a file of music is taken to be at most, s: a caller who hears a longer one loses the place in line. */
export const LONGEST_MUSIC_S = 60;

/** With music the file itself takes its time; this is for one that cannot be played. */
const AFTER_MUSIC_S = 2;

/**
 * One turn of waiting: the place in line, music or a pause, and the question what comes next. Where that question is
 * not answered, the NCCO goes on to voicemail.
 */
export function hold(place: number, search: RoutingState, seconds: number, line: Line): Ncco {
  const { music } = line.queue;
  const { agent: _agent, ...waiting } = search;
  return [
    talk((phrases) => phrases.holding(place), line),
    ...(music === undefined ? [] : [{ action: 'stream', streamUrl: [music] } satisfies NccoAction]),
    { action: 'wait', timeout: music === undefined ? seconds : Math.min(AFTER_MUSIC_S, seconds) },
    {
      action: 'notify',
      payload: { place },
      eventUrl: [routingUrl(line.routeUrl, waiting)],
      eventMethod: 'POST',
    },
    ...voicemail(line),
  ];
}

/** How long a caller waits before the tables are asked again, s. */
const MOMENT_S = 3;

/** More turns than this nobody is kept waiting for tables that do not answer. */
const MOST_LATE = 3;

/**
 * Who is free was not to be had in time: the caller waits a moment, and it is asked again. A lease that is taken all the
 * same, too late, is this call's own then. After some turns the caller is asked for a message.
 */
export function later(search: RoutingState, line: Line): Ncco {
  const { agent: _agent, late = 0, ...waiting } = search;
  if (late >= MOST_LATE) return voicemail(line);
  return [
    talk(({ oneMoment }) => oneMoment, line),
    { action: 'wait', timeout: MOMENT_S },
    {
      action: 'notify',
      payload: { late: late + 1 },
      eventUrl: [routingUrl(line.routeUrl, { ...waiting, late: late + 1 })],
      eventMethod: 'POST',
    },
    ...voicemail(line),
  ];
}

/** Nobody can come: the caller leaves a message, which the event webhook is told of. */
export function voicemail(line: Pick<Line, 'eventUrl' | 'language'>): Ncco {
  return [
    talk(({ leaveMessage }) => leaveMessage, line),
    { action: 'record', beepStart: true, endOnSilence: 3, timeOut: 120, eventUrl: [line.eventUrl] },
    talk(({ messageTaken }) => messageTaken, line),
  ];
}

function talk(which: (phrases: Phrases) => string, { language }: Pick<Line, 'language'>): Talk {
  const { phrases, voice } = phrasesIn(language);
  return { action: 'talk', text: which(phrases), ...(voice !== undefined && { language: voice }) };
}
