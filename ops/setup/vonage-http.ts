import * as z from 'zod/mini';

/** What a call to Vonage is, beside its URL. */
export interface Ask {
  /** What it is for, to follow "Vonage did not": `take the settings of the application`. */
  what: string;
  json?: unknown;
  form?: Record<string, string>;
  /** Instead of the API key and secret: an application's own proof. */
  authorization?: string;
  /** Whether it may be made again where nobody knows if the first was carried out. */
  repeatable?: boolean;
  /** Answers other than 2xx that the caller understands. */
  accepts?: number[];
}

/** Vonage's status, and its JSON where it sent any. */
export interface Answer {
  status: number;
  body: unknown;
}

/** Why Vonage did not do what it was asked: each kind has another remedy. */
export type ProblemKind = 'credentials' | 'permission' | 'rate' | 'outage' | 'refused';

/** A call that Vonage did not carry out, told as a sentence with what to do. It holds no credentials. */
export class VonageProblem extends Error {
  readonly kind: ProblemKind;
  constructor(kind: ProblemKind, sentence: string) {
    super(sentence);
    this.name = 'VonageProblem';
    this.kind = kind;
  }
}

export interface HttpDoors {
  fetch: typeof fetch;
  pause: (ms: number) => Promise<void>;
}

const TRIES = 4;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const TIMEOUT_MS = 20_000;

/** The older management APIs tell their own status in the body, sometimes under an HTTP 200. */
const older = z.object({
  'error-code': z.string().check(z.regex(/^\d{3}$/)),
  'error-code-label': z.optional(z.string()),
});
const named = z.object({ name: z.string() });
const newer = z.object({
  title: z.optional(z.string()),
  detail: z.optional(z.string()),
  invalid_parameters: z.optional(
    z.array(z.object({ name: z.optional(z.string()), reason: z.optional(z.string()) })),
  ),
});

/**
 * Asks Vonage's management APIs. What time can mend (429, 5xx, no answer) is tried four times with growing pauses;
 * what is refused is told as what it is.
 *
 * @throws VonageProblem
 */
export function vonageHttp({ fetch, pause }: HttpDoors, keys: { apiKey: string; apiSecret: string }) {
  const basic = `Basic ${Buffer.from(`${keys.apiKey}:${keys.apiSecret}`).toString('base64')}`;

  async function once(method: string, url: string, ask: Ask): Promise<Answer & { waitMs: number }> {
    const { json, form, authorization = basic } = ask;
    const type = form ? 'application/x-www-form-urlencoded' : 'application/json';
    const response = await fetch(url, {
      method,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      // A redirect would take the credentials elsewhere.
      redirect: 'manual',
      headers: { authorization, ...((form ?? json) !== undefined && { 'content-type': type }) },
      ...(form && { body: new URLSearchParams(form).toString() }),
      ...(json !== undefined && { body: JSON.stringify(json) }),
    });
    const body = parsed(await response.text());
    const told = Number(z.safeParse(older, body).data?.['error-code'] ?? response.status);
    const waitMs = Number(response.headers.get('retry-after')) * 1_000;
    return { status: response.ok ? told : response.status, body, waitMs: waitMs > 0 ? waitMs : 0 };
  }

  return async function ask(method: string, url: string, call: Ask): Promise<Answer> {
    const { what, repeatable = true, accepts = [] } = call;
    for (let tried = 1; ; tried += 1) {
      let problem: VonageProblem;
      let waitMs = 0;
      try {
        const answer = await once(method, url, call);
        if (isDone(answer.status) || accepts.includes(answer.status)) return answer;
        problem = problemOf(what, answer, call.authorization !== undefined);
        waitMs = answer.waitMs;
      } catch (error) {
        problem = unanswered(what, new URL(url).host, error);
      }
      // A 429 was certainly not carried out; of a 5xx or a silence nobody knows.
      const mayRepeat = problem.kind === 'rate' || (problem.kind === 'outage' && repeatable);
      if (!mayRepeat || tried === TRIES) throw problem;
      const growing = FIRST_PAUSE_MS * 2 ** (tried - 1);
      await pause(Math.min(Math.max(growing, waitMs), LONGEST_PAUSE_MS));
    }
  };
}

export type VonageHttp = ReturnType<typeof vonageHttp>;

const isDone = (status: number): boolean => status >= 200 && status < 300;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function problemOf(what: string, { status, body }: Answer, asApplication: boolean): VonageProblem {
  const did = `Vonage did not ${what} (${[status, reasonIn(body)].filter(Boolean).join(': ')})`;
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

function unanswered(what: string, host: string, error: unknown): VonageProblem {
  const { name } = z.safeParse(named, error).data ?? {};
  const late = name === 'TimeoutError' || name === 'AbortError';
  const how = late ? 'did not answer in time' : 'cannot be reached';
  return new VonageProblem(
    'outage',
    `Vonage did not ${what}: ${host} ${how}. Look at your connection and at vonageapi.statuspage.io, then run this again.`,
  );
}

/** What Vonage gives as its reason, in one line of bounded length. */
function reasonIn(body: unknown): string {
  const label = z.safeParse(older, body).data?.['error-code-label'];
  const problem = z.safeParse(newer, body).data;
  const fields = problem?.invalid_parameters?.map(({ name, reason }) =>
    `${name ?? ''} ${reason ?? ''}`.trim(),
  );
  const told = label ?? [problem?.detail ?? problem?.title, ...(fields ?? [])].filter(Boolean).join('; ');
  return told.replace(/\s+/g, ' ').slice(0, 300);
}

/** @throws VonageProblem where it is no answer of Vonage's: a 2xx of something else must not count as one */
export function understood<T extends z.ZodMiniType>(
  schema: T,
  { status, body }: Answer,
  what: string,
): z.output<T> {
  const { success, data } = z.safeParse(schema, body);
  if (success) return data;
  throw new VonageProblem(
    'refused',
    `Vonage did not ${what}: the answer (${status}) is none of Vonage's. Is there a proxy that answers in its place?`,
  );
}
