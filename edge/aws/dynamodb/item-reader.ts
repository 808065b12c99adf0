import * as z from 'zod/mini';

/** An item of a table, or a map within one, as ops wrote it. */
export type Item = Readonly<Record<string, unknown>>;

/** What is wrong with an attribute; `sentence` goes on from its name: "must be …". */
export interface Finding {
  attribute: string;
  sentence: string;
}

/** What reading an item found beside its values. */
export interface Found {
  broken: Finding[];
  unknown: string[];
}

/** Reads one attribute. What is wrong with it is added to `found`; undefined when nothing usable was written. */
export type Reader<T> = (written: unknown, attribute: string, found: Found) => T | undefined;

type Read<R> = R extends Reader<infer T> ? T : never;

export const isMap = (value: unknown): value is Item =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Set);

/** A value that a schema holds. `wanted` ends the sentence "must be …". */
export function value<T>(schema: z.ZodMiniType<T>, wanted: string): Reader<T> {
  return (written, attribute, found) => {
    const parsed = z.safeParse(schema, written);
    if (parsed.success) return parsed.data;
    found.broken.push({ attribute, sentence: `must be ${wanted}` });
    return undefined;
  };
}

/** A map whose every field falls back by itself. */
export function fields<R extends Record<string, Reader<unknown>>>(
  readers: R,
  wanted: string,
): Reader<{ [K in keyof R]?: Read<R[K]> }> {
  return (written, attribute, found) => {
    if (!isMap(written)) {
      found.broken.push({ attribute, sentence: `must be ${wanted}` });
      return undefined;
    }
    const path = (name: string) => (attribute === '' ? name : `${attribute}.${name}`);
    const read: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(written)) {
      const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
      if (!reader) found.unknown.push(path(name));
      else if (field !== undefined && field !== null) {
        const usable = reader(field, path(name), found);
        if (usable !== undefined) read[name] = usable;
      }
    }
    return read as { [K in keyof R]?: Read<R[K]> };
  };
}

/** A list, or a set as the DynamoDB console makes it, without the entries that are wrong; undefined when all are. */
export function list<T>(schema: z.ZodMiniType<T>, wanted: string): Reader<T[]> {
  return (written, attribute, found) => {
    const entries: unknown = written instanceof Set ? [...(written as Set<unknown>)] : written;
    if (!Array.isArray(entries)) {
      found.broken.push({ attribute, sentence: `must be ${wanted}` });
      return undefined;
    }
    const parsed = entries.map((entry: unknown) => z.safeParse(schema, entry));
    const right = parsed.flatMap((one) => (one.success ? [one.data] : []));
    if (right.length < entries.length) found.broken.push({ attribute, sentence: `must be ${wanted}` });
    return right.length === 0 && entries.length > 0 ? undefined : right;
  };
}
