/** Rows above and below the visible ones that are rendered too, so that scrolling shows no gap. */
const MARGIN_ROWS = 8;

/** The rows of a long list to render, from `first` to before `end`: the visible ones and a margin. */
export function visibleRows({
  count,
  rowHeight,
  top,
  height,
}: {
  count: number;
  rowHeight: number;
  /** How far the list is scrolled, px. */
  top: number;
  height: number;
}): { first: number; end: number } {
  const first = Math.max(0, Math.floor(top / rowHeight) - MARGIN_ROWS);
  const end = Math.min(count, Math.ceil((top + height) / rowHeight) + MARGIN_ROWS);
  return { first: Math.min(first, end), end };
}

/** The scroll position at which a row is visible; unchanged where it is visible already. */
export function scrollTopShowing(
  row: number,
  { rowHeight, top, height }: { rowHeight: number; top: number; height: number },
): number {
  const begins = row * rowHeight;
  if (begins < top) return begins;
  return Math.max(top, begins + rowHeight - height);
}
