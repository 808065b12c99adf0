import { ask } from './ask.ts';
import { type Places, placesShape } from './shapes.ts';
import { createStore } from './store.ts';

/** Where things are in this system; undefined until the desk has said. */
export const places = createStore<Places | undefined>(undefined);

export async function fetchPlaces(): Promise<void> {
  places.set(await ask('/console/places', placesShape));
}
