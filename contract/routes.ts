/** A Lambda that serves routes, by the name of its folder in `functions/`. */
export type RoutedFunction =
  | 'agents'
  | 'answer'
  | 'call-event'
  | 'delivery-receipt'
  | 'delivery-reply'
  | 'dtmf'
  | 'inbound-sms'
  | 'jwt'
  | 'notify'
  | 'pages'
  | 'route'
  | 'tickets';

/**
 * How a caller authenticates:
 *
 * - `none`: public
 * - `notify-key`: the notify key as bearer token, or in the form
 * - `agent-key`: an agent's key in the body; with an identity provider, its token as bearer token
 * - `agent`: the JWT of `/api/jwt` as bearer token
 * - `sms-webhook`: the token in the registered URL, the signature over the parameters, or both
 * - `voice-webhook`: Vonage's signed JWT as bearer token, or a MAC in a URL that an NCCO handed out
 */
export type Authentication = 'none' | 'notify-key' | 'agent-key' | 'agent' | 'sms-webhook' | 'voice-webhook';

/** Requests a second, and how many may come at once. */
export interface Throttle {
  rate: number;
  burst: number;
}

/**
 * A route's throttle is shared by all callers and is taken before authentication: a stranger who sends garbage faster
 * than it locks everybody out. So it is far above what a desk needs: an unauthenticated request is rejected within
 * milliseconds and costs at most a cached read, and the throttle only bounds the cost of a flood (at 200 a second some 20
 * dollars a day and route). Wrong keys are counted per identity (desk/agents/guesses.ts), and addresses by what an owner
 * puts in front (docs/operations.md).
 *
 * Vonage's webhooks come in bursts, all day; Vonage itself redelivers what is throttled (429).
 */
export const THROTTLES = {
  people: { rate: 200, burst: 400 },
  webhooks: { rate: 500, burst: 1_000 },
} as const satisfies Record<string, Throttle>;

export type Method = 'GET' | 'POST';

interface Route {
  path: `/${string}`;
  methods: readonly Method[];
  function: RoutedFunction;
  throttle: keyof typeof THROTTLES;
  authentication: Authentication;
}

const people = { throttle: 'people' } as const;
const webhook = { throttle: 'webhooks' } as const;
const page = { ...people, function: 'pages', authentication: 'none' } as const;
const byNotifyKey = { ...people, function: 'notify', authentication: 'notify-key' } as const;
const byAgent = { ...people, function: 'tickets', authentication: 'agent' } as const;
const smsWebhook = { ...webhook, methods: ['GET', 'POST'], authentication: 'sms-webhook' } as const;
const voiceWebhook = { ...webhook, authentication: 'voice-webhook' } as const;

/** The whole HTTP API at its domain's root: which function serves each route, how fast, and for whom. */
export const ROUTES = [
  { ...page, path: '/', methods: ['GET'] },
  { ...page, path: '/notify', methods: ['GET'] },
  { ...page, path: '/desk', methods: ['GET'] },
  { ...page, path: '/desk/{file+}', methods: ['GET'] },
  { ...byNotifyKey, path: '/notify', methods: ['POST'] },
  { ...page, path: '/notify/check', methods: ['POST'] },
  { ...byNotifyKey, path: '/api/deliveries/{id}', methods: ['GET'] },
  { ...smsWebhook, path: '/support', function: 'inbound-sms' },
  { ...smsWebhook, path: '/update', function: 'delivery-reply' },
  { ...smsWebhook, path: '/receipts', function: 'delivery-receipt' },
  { ...people, path: '/api/jwt', methods: ['POST'], function: 'jwt', authentication: 'agent-key' },
  { ...voiceWebhook, path: '/webhooks/answer', methods: ['GET', 'POST'], function: 'answer' },
  { ...voiceWebhook, path: '/webhooks/fallback', methods: ['GET', 'POST'], function: 'answer' },
  { ...voiceWebhook, path: '/webhooks/dtmf', methods: ['GET', 'POST'], function: 'dtmf' },
  { ...voiceWebhook, path: '/webhooks/route', methods: ['POST'], function: 'route' },
  { ...voiceWebhook, path: '/webhooks/event', methods: ['POST'], function: 'call-event' },
  { ...byAgent, path: '/api/tickets', methods: ['GET', 'POST'] },
  { ...byAgent, path: '/api/tickets/{number}', methods: ['GET'] },
  { ...byAgent, path: '/api/tickets/{number}/replies', methods: ['POST'] },
  { ...byAgent, path: '/api/tickets/{number}/close', methods: ['POST'] },
  { ...byAgent, path: '/api/tickets/{number}/reopen', methods: ['POST'] },
  { ...byAgent, path: '/api/tickets/{number}/opt-out', methods: ['POST'] },
  { ...byAgent, path: '/api/calls', methods: ['GET'] },
  { ...byAgent, path: '/api/availability', methods: ['GET', 'POST'], function: 'agents' },
  { ...byAgent, path: '/api/calls/{call}/recording', methods: ['GET'] },
] as const satisfies readonly Route[];

/** One route and method as API Gateway names it, such as `GET /api/tickets`. */
export type RouteKey = KeyOf<(typeof ROUTES)[number]>;

/** The routes that one function serves. */
export type RouteKeyOf<F extends RoutedFunction> = KeyOf<Extract<(typeof ROUTES)[number], { function: F }>>;

type KeyOf<R extends Route> = R extends Route ? `${R['methods'][number]} ${R['path']}` : never;
