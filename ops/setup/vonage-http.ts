import * as z from 'zod/mini';

/** One request to Vonage, without its method and URL. */
export interface VonageRequest {
  /** Completes the sentence "Vonage did not …": `take the settings of the application`. */
  purpose: string;
  json?: unknown;
  form?: Record<string, string>;
  /** Replaces the API key and secret, for instance by an application's JWT. */
  authorization?: string;
  /** Whether it may be repeated when the outcome of the first attempt is unknown. */
  repeatable?: boolean;
  /** Status codes other than 2xx that the caller handles. */
  accepts?: number[];
}

/** Vonage's status, and its JSON where it sent any. */
export interface VonageResponse {
  status: number;
  body: unknown;
}

/** Why a request failed: each kind has its own remedy. */
export type ProblemKind = 'credentials' | 'permission' | 'rate' | 'outage' | 'refused';

/** A failed request; the message says what to do and holds no credentials. */
export class VonageProblem extends Error {
  readonly kind: ProblemKind;
  constructor(kind: ProblemKind, sentence: string) {
    super(sentence);
    this.name = 'VonageProblem';
    this.kind = kind;
  }
}

export interface HttpPorts {
  fetch: typeof fetch;
  pause: (ms: number) => Promise<void>;
}

const MAX_ATTEMPTS = 4;
const FIRST_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 30_000;
const TIMEOUT_MS = 20_000;

/** The older management APIs carry a status of their own in the body, sometimes under an HTTP 200. */
const legacyError = z.object({
  'error-code': z.string().check(z.regex(/^\d{3}$/)),
  'error-code-label': z.optional(z.string()),
});
const namedError = z.object({ name: z.string() });
const problemDetails = z.object({
  title: z.optional(z.string()),
  detail: z.optional(z.string()),
  invalid_parameters: z.optional(
    z.array(z.object({ name: z.optional(z.string()), reason: z.optional(z.string()) })),
  ),
});

/**
 * A client of Vonage's management APIs. Transient failures (429, 5xx, no response) are retried up to four times with
 * growing pauses; every other failure is reported by its kind.
 *
 * @throws VonageProblem
 */
export function vonageHttp({ fetch, pause }: HttpPorts, keys: { apiKey: string; apiSecret: string }) {
  const basic = `Basic ${Buffer.from(`${keys.apiKey}:${keys.apiSecret}`).toString('base64')}`;

  async function send(
    method: string,
    url: string,
    options: VonageRequest,
  ): Promise<VonageResponse & { waitMs: number }> {
    const { json, form, authorization = basic } = options;
    const type = form ? 'application/x-www-form-urlencoded' : 'application/json';
    const response = await fetch(url, {
      method,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      // Following a redirect would send the credentials to another host.
      redirect: 'manual',
      headers: { authorization, ...((form ?? json) !== undefined && { 'content-type': type }) },
      ...(form && { body: new URLSearchParams(form).toString() }),
      ...(json !== undefined && { body: JSON.stringify(json) }),
    });
    const body = parseJson(await response.text());
    const bodyStatus = Number(z.safeParse(legacyError, body).data?.['error-code'] ?? response.status);
    const waitMs = Number(response.headers.get('retry-after')) * 1_000;
    return { status: response.ok ? bodyStatus : response.status, body, waitMs: waitMs > 0 ? waitMs : 0 };
  }

  return async function request(
    method: string,
    url: string,
    options: VonageRequest,
  ): Promise<VonageResponse> {
    const { purpose, repeatable = true, accepts = [] } = options;
    for (let attempt = 1; ; attempt += 1) {
      let problem: VonageProblem;
      let waitMs = 0;
      try {
        const response = await send(method, url, options);
        if (isSuccess(response.status) || accepts.includes(response.status)) return response;
        problem = responseProblem(purpose, response, options.authorization !== undefined);
        waitMs = response.waitMs;
      } catch (error) {
        problem = unreachableProblem(purpose, new URL(url).host, error);
      }
      // A 429 had no effect; after a 5xx or no response the effect is unknown.
      const mayRepeat = problem.kind === 'rate' || (problem.kind === 'outage' && repeatable);
      if (!mayRepeat || attempt === MAX_ATTEMPTS) throw problem;
      const backoffMs = FIRST_PAUSE_MS * 2 ** (attempt - 1);
      await pause(Math.min(Math.max(backoffMs, waitMs), MAX_PAUSE_MS));
    }
  };
}

export type VonageHttp = ReturnType<typeof vonageHttp>;

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function responseProblem(
  purpose: string,
  { status, body }: VonageResponse,
  asApplication: boolean,
): VonageProblem {
  const did = `Vonage did not ${purpose} (${[status, reasonFrom(body)].filter(Boolean).join(': ')})`;
  if (status === 401) {
    return new VonageProblem(
      'credentials',
      asApplication
        ? `${did}: it does not take the application's key.`
        : 'Vonage refused the API key and secret: check VONAGE_API_KEY and VONAGE_API_SECRET.',
    );
  }
  if (status === 403) {
    return new VonageProblem(
      'permission',
      `${did}: the API key is right, but may not do this. Look in the Vonage dashboard whether the account is active ` +
        'and the key may manage numbers, applications and settings; if so, ask Vonage support.',
    );
  }
  if (status === 429) {
    return new VonageProblem('rate', `${did}: it was asked too often. Wait a minute, then run this again.`);
  }
  if (status >= 500) {
    return new VonageProblem(
      'outage',
      `${did}: it is out of order. Look at vonageapi.statuspage.io, and run this again when it works.`,
    );
  }
  if (status >= 300 && status < 400) {
    return new VonageProblem('refused', `${did}: something else answers in its place, such as a proxy.`);
  }
  return new VonageProblem('refused', `${did}.`);
}

function unreachableProblem(purpose: string, host: string, error: unknown): VonageProblem {
  const { name } = z.safeParse(namedError, error).data ?? {};
  const timedOut = name === 'TimeoutError' || name === 'AbortError';
  const how = timedOut ? 'did not answer in time' : 'cannot be reached';
  return new VonageProblem(
    'outage',
    `Vonage did not ${purpose}: ${host} ${how}. Look at your connection and at vonageapi.statuspage.io, then run this again.`,
  );
}

/** Vonage's own reason, on one line of at most 300 characters. */
function reasonFrom(body: unknown): string {
  const label = z.safeParse(legacyError, body).data?.['error-code-label'];
  const problem = z.safeParse(problemDetails, body).data;
  const fields = problem?.invalid_parameters?.map(({ name, reason }) =>
    `${name ?? ''} ${reason ?? ''}`.trim(),
  );
  const reason = label ?? [problem?.detail ?? problem?.title, ...(fields ?? [])].filter(Boolean).join('; ');
  return reason.replace(/\s+/g, ' ').slice(0, 300);
}

/** @throws VonageProblem when the body is not Vonage's: a proxy's 2xx must not count as success */
export function parseResponse<T extends z.ZodMiniType>(
  schema: T,
  { status, body }: VonageResponse,
  purpose: string,
): z.output<T> {
  const { success, data } = z.safeParse(schema, body);
  if (success) return data;
  throw new VonageProblem(
    'refused',
    `Vonage did not ${purpose}: the answer (${status}) is none of Vonage's. Is there a proxy that answers in its place?`,
  );
}
