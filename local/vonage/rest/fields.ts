import { z } from 'zod';

const object = z.record(z.string(), z.unknown());

/** A request's parameters by name. */
export type Fields = Record<string, unknown>;

/**
 * The parameters of a request, from its query and from its body (JSON or a form); undefined when the body is neither.
 * A POST may have all of them in the query: nexmo 2.9.1 and @vonage/server-sdk 2 send it so. The body's value counts
 * where both have one, and the first where one is repeated.
 */
export async function readFields(request: Request): Promise<Fields | undefined> {
  const query = firstOfEach(new URL(request.url).searchParams);
  const body = await request.text();
  if (body === '') return query;
  const isJson = /json/i.test(request.headers.get('content-type') ?? '');
  const given = isJson ? parseObject(body) : firstOfEach(new URLSearchParams(body));
  return given && { ...query, ...given };
}

const firstOfEach = (parameters: URLSearchParams): Fields => Object.fromEntries([...parameters].reverse());

/** A JSON object, or undefined when the text is something else. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return object.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
