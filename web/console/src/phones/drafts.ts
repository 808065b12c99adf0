import * as z from 'zod/mini';
import { createPersistentStore } from '../live/persistent-store.ts';

/** What is written on the phones and not sent, by phone and the desk's number. */
export const drafts = createPersistentStore<Record<string, string>>(
  'unsent',
  z.record(z.string(), z.string()),
  {},
);

export const writeDraft = (place: string, text: string): void =>
  drafts.change((now) => {
    const { [place]: _, ...others } = now;
    return text === '' ? others : { ...others, [place]: text };
  });
