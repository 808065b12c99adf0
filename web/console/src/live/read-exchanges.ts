import type { Entry } from './shapes.ts';

const MOST_EXCHANGES = 5_000;

/**
 * Marks what only looks something up: the desks ask for their lists every few seconds, which would bury what happens. An
 * exchange looks up when it begins with a GET of an app or a browser.
 */
export function createReadMarker(): (entry: Entry) => Entry {
  const isRead = new Map<string, boolean>();
  return (entry) => {
    const { exchange, kind, from, title } = entry;
    if (exchange === undefined) return entry;
    let known = isRead.get(exchange);
    if (known === undefined) {
      known = kind === 'request' && /^(app|browser)/.test(from) && title.startsWith('GET ');
      isRead.set(exchange, known);
      const [oldest] = isRead.keys();
      if (isRead.size > MOST_EXCHANGES && oldest !== undefined) isRead.delete(oldest);
    }
    return known ? { ...entry, isRead: true } : entry;
  };
}

/** Whether an entry is of interest although nobody asked for look-ups: one that went wrong is. */
export const isNoteworthy = ({ isRead, tone }: Entry): boolean =>
  isRead !== true || tone === 'bad' || tone === 'warn';
