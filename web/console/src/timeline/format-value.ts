const SHORT = 80;

/** A part of an entry as text: JSON inside a text is laid out, a form's body too. */
export function formatValue(value: unknown): { text: string; isLong: boolean } {
  const text = typeof value === 'string' ? laidOut(value) : JSON.stringify(unpacked(value), undefined, 2);
  return { text, isLong: text.length > SHORT || text.includes('\n') };
}

function laidOut(text: string): string {
  const value = parsed(text);
  if (value !== undefined) return JSON.stringify(unpacked(value), undefined, 2);
  return text;
}

/** Texts that are JSON objects become objects, so that a body inside an entry is read and not counted in backslashes. */
function unpacked(value: unknown): unknown {
  if (typeof value === 'string') {
    const inner = parsed(value);
    return inner === undefined ? value : unpacked(inner);
  }
  if (Array.isArray(value)) return value.map(unpacked);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, unpacked(part)]));
  return value;
}

function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `payloadHash` as `payload hash`. */
export const formatFieldName = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_-]/g, ' ')
    .toLowerCase();
