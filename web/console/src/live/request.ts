import * as z from 'zod/mini';

/** A request that failed; the message is the route's own explanation. */
export class RequestError extends Error {
  readonly status: number;
  readonly body: unknown;
  constructor(status: number, sentence: string, body: unknown) {
    super(sentence);
    this.status = status;
    this.body = body;
  }
}

const errorShape = z.object({ error: z.string() });

interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/**
 * Sends a request and reads the response by `shape`. With a body and no method it is a POST.
 *
 * @throws RequestError with status 0 where no response came
 */
export async function request<T>(
  url: string,
  shape: z.ZodMiniType<T>,
  { method, body, headers = {}, signal }: RequestOptions = {},
): Promise<T> {
  const response = await fetch(url, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new RequestError(0, 'The desk does not answer: is npm start still running?', undefined);
  });
  const text = await response.text();
  const responseBody: unknown = text === '' ? undefined : parseJson(text);
  if (!response.ok) {
    const sentence = errorShape.safeParse(responseBody).data?.error ?? `${url} answered ${response.status}.`;
    throw new RequestError(response.status, sentence, responseBody);
  }
  const parsed = shape.safeParse(responseBody);
  if (parsed.success) return parsed.data;
  throw new RequestError(
    response.status,
    `${url} answered something that this page does not know: load the page again.`,
    responseBody,
  );
}

/** For responses of which nothing is needed. */
export const unknownShape = z.unknown();

/** JSON, or the text itself where it is none. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
