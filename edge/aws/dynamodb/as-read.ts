/** The condition that an attribute is as it was read, in DynamoDB's notation. */
export interface AsRead {
  expression: string;
  names: Record<string, string>;
  values: Record<string, unknown>;
}

/** DynamoDB accepts 300 operators and 4 kB of expression: this many conditions, joined by AND, fit. */
const MOST = 80;
const LONGEST = 3_000;

/**
 * The condition that `attribute` still is what was read, so that no newer edit is overwritten. It compares value by
 * value, because the local DynamoDB cannot compare lists. Of a value too large for an expression, the part that fits is
 * compared.
 */
export function asRead(attribute: string, read: unknown): AsRead {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const name = (key: string) => put(names, `#r${Object.keys(names).length}`, key);
  const root = name(attribute);
  if (read === undefined) return { expression: `attribute_not_exists(${root})`, names, values };

  const conditions: string[] = [];
  let length = 0;
  const open: [place: (parent: string) => string, parent: string, value: unknown][] = [
    [(top) => top, root, read],
  ];
  for (const [place, parent, value] of open) {
    if (conditions.length === MOST || length > LONGEST) break;
    const path = place(parent);
    const parts = contents(value);
    const expected = put(values, `:r${conditions.length}`, parts ? parts.length : value);
    const condition = parts ? `size(${path}) = ${expected}` : `${path} = ${expected}`;
    conditions.push(condition);
    length += condition.length;
    for (const [key, part] of parts ?? []) {
      open.push([(top) => (typeof key === 'number' ? `${top}[${key}]` : `${top}.${name(key)}`), path, part]);
    }
  }
  return { expression: conditions.join(' AND '), names, values };
}

function put<T>(into: Record<string, T>, placeholder: string, value: T): string {
  into[placeholder] = value;
  return placeholder;
}

function contents(value: unknown): [string | number, unknown][] | undefined {
  if (Array.isArray(value)) return [...value.entries()];
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getPrototypeOf(value) === Object.prototype ? Object.entries(value) : undefined;
}
