import * as z from 'zod/mini';
import { createPersistentStore } from '../live/persistent-store.ts';

const shape = z.record(z.string(), z.object({ text: z.string(), seen: z.string() }));

/** What is written and not saved, by the item's name, with the text that it was written from. */
export const unsaved = createPersistentStore<z.infer<typeof shape>>('unsaved', shape, {});

/** Keeps what is written of an item; what is as it was needs no keeping. */
export const storeText = (name: string, text: string, seen: string): void =>
  unsaved.change((now) => {
    const { [name]: _, ...others } = now;
    return text === seen ? others : { ...others, [name]: { text, seen } };
  });
