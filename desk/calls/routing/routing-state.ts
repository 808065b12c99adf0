/**
 * How far the routing of a call has come. It travels in the URL that Vonage calls next, so that it needs no store: with
 * all tables down a caller still reaches voicemail.
 */
export interface RoutingState {
  /** The call's conversation; empty when it is not known, and then no lease is taken. */
  call: string;
  /** Whom this leg rings; absent while the caller waits in the queue. */
  agent?: string;
  /** Whom ops wrote first, where it is not known yet whether that agent is free. */
  firstChoice?: string;
  /** 1-based index of the ring within this call; 0 before the first. */
  ring: number;
  /** Whether the ring holds a lease already; otherwise it is taken when the leg begins to ring. */
  leased: boolean;
  /** Whether the NCCO goes on by itself when nobody answers, as ops wrote. */
  continues: boolean;
  /** Who was rung in this round and did not take the call. */
  tried: string[];
  round: number;
  /** When the first agent did not answer, ms since the epoch: it decides the caller's place, and when the queue ends. */
  since?: number;
  /** For how many turns in a row the tables were too slow. */
  lateTurns?: number;
}

/** No caller stays for more; a URL with a higher number is not ours. */
export const MAX_RINGS = 40;
const MAX_NAME_LENGTH = 100;

export function routingUrl(routeUrl: string, state: RoutingState): string {
  const url = new URL(routeUrl);
  const { call, agent, firstChoice, ring, leased, continues, tried, round, since, lateTurns } = state;
  const parameters: [string, string | undefined][] = [
    ['call', call === '' ? undefined : call],
    ['agent', agent],
    ['first', firstChoice],
    ['ring', String(ring)],
    ['round', round === 1 ? undefined : String(round)],
    ['since', since === undefined ? undefined : String(since)],
    ['late', lateTurns === undefined ? undefined : String(lateTurns)],
    ['lease', leased ? undefined : 'none'],
    ['else', continues ? 'next-action' : undefined],
    ...tried.map((name): [string, string] => ['tried', name]),
  ];
  for (const [name, value] of parameters) if (value !== undefined) url.searchParams.append(name, value);
  return url.href;
}

/** Reads the parameters of a routing URL. An invalid one counts as missing. */
export function parseRoutingState(query: URLSearchParams): RoutingState {
  const count = (name: string, least: number): number => Math.max(digits(query.get(name), 3) ?? 1, least);
  const agent = query.get('agent') ?? '';
  const firstChoice = query.get('first') ?? '';
  const call = query.get('call') ?? '';
  const since = digits(query.get('since'), 15);
  const lateTurns = digits(query.get('late'), 3);
  return {
    call: isCallId(call) ? call : '',
    ...(isName(agent) && { agent }),
    ...(isName(firstChoice) && { firstChoice }),
    ring: count('ring', 0),
    leased: query.get('lease') !== 'none',
    continues: query.get('else') === 'next-action',
    tried: query.getAll('tried').filter(isName).slice(0, MAX_RINGS),
    round: count('round', 1),
    ...(since !== undefined && { since }),
    ...(lateTurns !== undefined && { lateTurns }),
  };
}

/** An id that names a call at Vonage. */
export const isCallId = (value: unknown): value is string =>
  typeof value === 'string' && /^[\w:.@-]{1,128}$/.test(value);

const isName = (value: string): boolean => value.trim() !== '' && value.length <= MAX_NAME_LENGTH;

function digits(value: string | null, maxLength: number): number | undefined {
  return value !== null && value.length <= maxLength && /^\d+$/.test(value) ? Number(value) : undefined;
}
