import type { Entry } from './shapes.ts';

const MAX_EXCHANGES = 5_000;

/**
 * Marks the entries of exchanges that only read: the desks poll their lists every few seconds, which would bury everything
 * else. An exchange only reads when it begins with a GET of an app or a browser.
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
      if (isRead.size > MAX_EXCHANGES && oldest !== undefined) isRead.delete(oldest);
    }
    return known ? { ...entry, isRead: true } : entry;
  };
}

/** Whether an entry is shown without read-only exchanges: failures always are. */
export const isNoteworthy = ({ isRead, tone }: Entry): boolean =>
  isRead !== true || tone === 'bad' || tone === 'warn';
