const MAX_SHORT = 80;

/** A field of an entry as text, with JSON indented, also where a string holds it. */
export function formatValue(value: unknown): { text: string; isLong: boolean } {
  const text =
    typeof value === 'string' ? indentJson(value) : JSON.stringify(unpackJson(value), undefined, 2);
  return { text, isLong: text.length > MAX_SHORT || text.includes('\n') };
}

function indentJson(text: string): string {
  const value = parseJson(text);
  if (value !== undefined) return JSON.stringify(unpackJson(value), undefined, 2);
  return text;
}

/** Replaces strings that hold JSON by the parsed value, at any depth, so that they need no escapes. */
function unpackJson(value: unknown): unknown {
  if (typeof value === 'string') {
    const inner = parseJson(value);
    return inner === undefined ? value : unpackJson(inner);
  }
  if (Array.isArray(value)) return value.map(unpackJson);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, unpackJson(part)]));
  return value;
}

function parseJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `payload hash` for `payloadHash`. */
export const formatFieldName = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_-]/g, ' ')
    .toLowerCase();
