import * as z from 'zod/mini';
import { createPersistentStore } from '../live/persistent-store.ts';

/** `seen` is the text of the table that `text` was written from. */
const shape = z.record(z.string(), z.object({ text: z.string(), seen: z.string() }));

/** What is written and not saved, by the item's name. */
export const unsaved = createPersistentStore<z.infer<typeof shape>>('unsaved', shape, {});

/** Stores what is written of an item; an unchanged text is removed. */
export const storeText = (name: string, text: string, seen: string): void =>
  unsaved.change((now) => {
    const { [name]: _, ...others } = now;
    return text === seen ? others : { ...others, [name]: { text, seen } };
  });
