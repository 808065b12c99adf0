/** A text in quotes for a title: one line of at most `maxLength` characters. */
export function quoted(text: string, maxLength = 60): string {
  const line = Array.from(
    text
      .slice(0, maxLength * 4)
      .replaceAll(/\s+/g, ' ')
      .trim(),
  );
  return `“${line.length > maxLength ? `${line.slice(0, maxLength - 1).join('')}…` : line.join('')}”`;
}

/** A title of untrusted text on one line, of at most `maxLength` UTF-16 units. */
export const oneLine = (text: string, maxLength = 160): string => {
  const line = text
    .slice(0, maxLength * 2)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
};

/** A function's folder name: `inbound-sms` for `InboundSms` and for `inbound-sms`. */
export const toKebabCase = (name: string): string =>
  name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();

/** `90000` becomes `1 min 30 s`; the two largest units are kept. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const units: [name: string, ms: number][] = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1_000],
  ];
  let rest = ms;
  const parts = units.flatMap(([name, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count > 0 ? [`${count} ${name}`] : [];
  });
  return parts.slice(0, 2).join(' ');
}

/** The non-empty string at a key; undefined for anything else. */
export function stringAt(value: unknown, key: string): string | undefined {
  const found: unknown =
    typeof value === 'object' && value !== null && Object.hasOwn(value, key)
      ? Reflect.get(value, key)
      : undefined;
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** The value of a JSON text; any other text as it is. */
export function parseIfJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
