import * as z from 'zod/mini';
import { createPersistentStore } from '../live/persistent-store.ts';

const screen = z.enum(['support', 'delivery', 'calls']);
export type Screen = z.infer<typeof screen>;

/** The screen of each phone, by its number. */
export const screens = createPersistentStore<Record<string, Screen>>(
  'screens',
  z.record(z.string(), screen),
  {},
);

export const showScreen = (number: string, next: Screen): void =>
  screens.change((now) => (now[number] === next ? now : { ...now, [number]: next }));
