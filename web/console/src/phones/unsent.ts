import * as z from 'zod/mini';
import { createKeptStore } from '../live/kept.ts';

/** What is written on the phones and not sent, by phone and number. */
export const unsent = createKeptStore<Record<string, string>>('unsent', z.record(z.string(), z.string()), {});

export const writeTo = (place: string, text: string): void =>
  unsent.change((now) => {
    const { [place]: _, ...others } = now;
    return text === '' ? others : { ...others, [place]: text };
  });
