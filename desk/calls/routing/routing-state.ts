/**
 * How far the search for an agent has come. It travels in the URL that Vonage calls next, so that it needs no store:
 * with all tables down a caller still gets on, to voicemail.
 */
export interface RoutingState {
  /** The call's conversation; empty when it is not known, and then nothing is leased. */
  call: string;
  /** Whom this leg rings; absent while the caller waits in line. */
  agent?: string;
  /** Whom ops wrote first, where that could not be found out yet. */
  first?: string;
  /** Counts the rings of this call, from 1; 0 before the first. */
  ring: number;
  /** Whether the ring holds a lease already; otherwise it is taken when the leg begins to ring. */
  leased: boolean;
  /** Ops wrote what comes when nobody answers: the NCCO goes on by itself. */
  goesOn: boolean;
  /** Who was rung in this round and did not take the call. */
  tried: string[];
  round: number;
  /** When the first agent was missed, ms since the epoch: the caller's place in line, and when patience began. */
  since?: number;
  /** How many turns in a row the tables were too slow to say who is free. */
  late?: number;
}

/** More than this no caller lives through; a URL that says more is not ours. */
export const MOST_RINGS = 40;
const LONGEST_NAME = 100;

export function routingUrl(routeUrl: string, search: RoutingState): string {
  const url = new URL(routeUrl);
  const { call, agent, first, ring, leased, goesOn, tried, round, since, late } = search;
  const said: [string, string | undefined][] = [
    ['call', call === '' ? undefined : call],
    ['agent', agent],
    ['first', first],
    ['ring', String(ring)],
    ['round', round === 1 ? undefined : String(round)],
    ['since', since === undefined ? undefined : String(since)],
    ['late', late === undefined ? undefined : String(late)],
    ['lease', leased ? undefined : 'none'],
    ['else', goesOn ? 'next-action' : undefined],
    ...tried.map((name): [string, string] => ['tried', name]),
  ];
  for (const [name, value] of said) if (value !== undefined) url.searchParams.append(name, value);
  return url.href;
}

/** Reads the URL's own parameters. Whatever is not sensible counts as not said. */
export function parseRoutingState(query: URLSearchParams): RoutingState {
  const count = (name: string, least: number): number => Math.max(digits(query.get(name), 3) ?? 1, least);
  const agent = query.get('agent') ?? '';
  const first = query.get('first') ?? '';
  const call = query.get('call') ?? '';
  const since = digits(query.get('since'), 15);
  const late = digits(query.get('late'), 3);
  return {
    call: isCallId(call) ? call : '',
    ...(isName(agent) && { agent }),
    ...(isName(first) && { first }),
    ring: count('ring', 0),
    leased: query.get('lease') !== 'none',
    goesOn: query.get('else') === 'next-action',
    tried: query.getAll('tried').filter(isName).slice(0, MOST_RINGS),
    round: count('round', 1),
    ...(since !== undefined && { since }),
    ...(late !== undefined && { late }),
  };
}

/** Vonage's ids; anything else names no call of which we could keep something. */
export const isCallId = (value: unknown): value is string =>
  typeof value === 'string' && /^[\w:.@-]{1,128}$/.test(value);

const isName = (value: string): boolean => value.trim() !== '' && value.length <= LONGEST_NAME;

function digits(value: string | null, most: number): number | undefined {
  return value !== null && value.length <= most && /^\d+$/.test(value) ? Number(value) : undefined;
}
