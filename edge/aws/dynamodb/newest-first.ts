/** One page of an index, as it was read, and where the next begins. */
export interface Read<T> {
  items: T[];
  next: Record<string, unknown> | undefined;
}

/**
 * The first `limit` items of an index whose sort key is only a moment, newest first, with a tie-break of our own: all items
 * that share the last one's moment are read, so that a page that begins there skips nothing and repeats nothing.
 *
 * @param read one page of the index from `start` on, newest first
 * @param wanted leaves out what does not belong to the page, such as what comes before it
 */
export async function newestFirst<T>(
  read: (start: Record<string, unknown> | undefined) => Promise<Read<T>>,
  {
    limit,
    momentOf,
    order,
    wanted,
  }: {
    limit: number;
    momentOf: (item: T) => number;
    order: (one: T, other: T) => number;
    wanted: (items: T[]) => T[] | Promise<T[]>;
  },
): Promise<T[]> {
  const found: T[] = [];
  let start: Record<string, unknown> | undefined;
  for (;;) {
    const { items, next } = await read(start);
    found.push(...(await wanted(items)));
    const last = items.at(-1);
    const border = found[limit - 1];
    const isWhole = last && border && momentOf(last) < momentOf(border);
    if (isWhole || !next) return found.sort(order).slice(0, limit);
    start = next;
  }
}
