import { useEffect, useMemo, useState } from 'react';
import * as z from 'zod/mini';
import { coalesce } from '../live/coalesce.ts';
import { request } from '../live/request.ts';
import { type Entry, entryShape } from '../live/shapes.ts';
import { live, onEntries } from '../live/stream.ts';

const shape = z.object({ id: z.string(), entries: z.array(entryShape) });
const REFRESH_DELAY_MS = 250;

const fetchEntries = async (exchange: string): Promise<Entry[]> =>
  (await request(`/console/exchanges/${encodeURIComponent(exchange)}`, shape)).entries;

/** The entries of an exchange, fetched again when there are more. */
export function useExchange(id: string): readonly Entry[] {
  const [fetched, setFetched] = useState<{ id: string; entries: readonly Entry[] }>();
  useEffect(() => {
    let isUnmounted = false;
    const refresh = async (): Promise<void> => {
      const entries = await fetchEntries(id);
      if (!isUnmounted) setFetched({ id, entries });
    };
    const refreshSoon = coalesce(refresh, REFRESH_DELAY_MS);
    refresh().catch(() => undefined);
    const stop = onEntries((batch) => {
      if (batch.some(({ exchange }) => exchange === id)) refreshSoon(id);
    });
    return () => {
      isUnmounted = true;
      stop();
    };
  }, [id]);
  // The page may still have entries that the server has dropped.
  const onPage = useMemo(() => live.get().entries.filter(({ exchange }) => exchange === id), [id]);
  return fetched?.id === id ? fetched.entries : onPage;
}
