/** A text within a title: one line, and not more than a glance takes in. */
export function quoted(text: string, most = 60): string {
  const line = Array.from(
    text
      .slice(0, most * 4)
      .replaceAll(/\s+/g, ' ')
      .trim(),
  );
  return `“${line.length > most ? `${line.slice(0, most - 1).join('')}…` : line.join('')}”`;
}

/** A title that came from outside, on one line. */
export const oneLine = (text: string, most = 160): string => {
  const line = text
    .slice(0, most * 2)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
};

/** `InboundSms` and `inbound-sms` are the folder `inbound-sms`. */
export const kebab = (name: string): string => name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();

/** `90000` is `1 min 30 s`. */
export function lasting(ms: number): string {
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

/** The value of a key, if it is a text with something in it. */
export function textIn(value: unknown, key: string): string | undefined {
  const found: unknown =
    typeof value === 'object' && value !== null && Object.hasOwn(value, key)
      ? Reflect.get(value, key)
      : undefined;
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** JSON as what it says, anything else as it stands. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
