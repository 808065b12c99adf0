/** Rows beyond the visible ones, above and below, that are drawn so that scrolling shows no gap. */
const MARGIN = 8;

/** Which rows of a long list are drawn: those in sight and a few more. */
export function visibleRows({
  count,
  rowHeight,
  top,
  height,
}: {
  count: number;
  rowHeight: number;
  /** How far it is scrolled, in pixels. */
  top: number;
  height: number;
}): { first: number; end: number } {
  const first = Math.max(0, Math.floor(top / rowHeight) - MARGIN);
  const end = Math.min(count, Math.ceil((top + height) / rowHeight) + MARGIN);
  return { first: Math.min(first, end), end };
}

/** How far to scroll so that a row is in sight: not at all where it is already. */
export function scrollTopShowing(
  row: number,
  { rowHeight, top, height }: { rowHeight: number; top: number; height: number },
): number {
  const begins = row * rowHeight;
  if (begins < top) return begins;
  return Math.max(top, begins + rowHeight - height);
}
