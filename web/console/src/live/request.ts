import * as z from 'zod/mini';

/** What a route refused, with its own sentence. */
export class RequestError extends Error {
  readonly status: number;
  readonly body: unknown;
  constructor(status: number, sentence: string, body: unknown) {
    super(sentence);
    this.status = status;
    this.body = body;
  }
}

const refusal = z.object({ error: z.string() });

interface Asking {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/**
 * Asks a route, and reads its answer as `shape` wants it. With a body, and no method, it is a POST.
 *
 * @throws Refused with the route's own sentence
 */
export async function request<T>(
  url: string,
  shape: z.ZodMiniType<T>,
  { method, body, headers = {}, signal }: Asking = {},
): Promise<T> {
  const answer = await fetch(url, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new RequestError(0, 'The desk does not answer: is npm start still running?', undefined);
  });
  const text = await answer.text();
  const said: unknown = text === '' ? undefined : parsed(text);
  if (!answer.ok) {
    const sentence = refusal.safeParse(said).data?.error ?? `${url} answered ${answer.status}.`;
    throw new RequestError(answer.status, sentence, said);
  }
  const read = shape.safeParse(said);
  if (read.success) return read.data;
  throw new RequestError(
    answer.status,
    `${url} answered something that this page does not know: load the page again.`,
    said,
  );
}

/** For answers of which nothing is needed. */
export const unknownShape = z.unknown();

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
