import { z } from 'zod';

const object = z.record(z.string(), z.unknown());

/** A request's fields, JSON or form; undefined when the body is neither. */
export async function readFields(request: Request): Promise<Record<string, unknown> | undefined> {
  const type = request.headers.get('content-type') ?? '';
  const body = await request.text();
  if (!/json/i.test(type)) return Object.fromEntries(new URLSearchParams(body));
  return parseObject(body);
}

/** A JSON object, or undefined when the text is something else. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return object.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
