const PAGE_ROWS = 10;

/**
 * The row that a key moves to in a list, within the list; undefined for any other key.
 *
 * @param current -1 for none: the arrow keys then begin at the last row
 */
export function rowAfterKey(key: string, current: number, count: number): number | undefined {
  const last = count - 1;
  const rows: Readonly<Record<string, number>> = {
    ArrowDown: current < 0 ? last : current + 1,
    ArrowUp: current < 0 ? last : current - 1,
    PageDown: current + PAGE_ROWS,
    PageUp: current - PAGE_ROWS,
    Home: 0,
    End: last,
  };
  const row = rows[key];
  return row === undefined ? undefined : Math.min(last, Math.max(0, row));
}
