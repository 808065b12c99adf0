import * as z from 'zod/mini';
import { createPersistentStore } from '../live/persistent-store.ts';
import { nextNumber } from './numbers.ts';

/** A customer's phone on this page. */
export interface Phone {
  number: string;
  name: string;
  /** How many of the phone's texts have been seen. */
  seen: number;
}

const MAX_PHONES = 99;

const phoneShape = z.object({ number: z.string(), name: z.string(), seen: z.int() });
const shape = z.object({ list: z.array(phoneShape), chosen: z.string() });
type PhoneList = z.infer<typeof shape>;

export const phones = createPersistentStore<PhoneList>('phones', shape, {
  list: [{ number: nextNumber([]), name: '', seen: 0 }],
  chosen: nextNumber([]),
});

export const choosePhone = (number: string): void => phones.change((now) => ({ ...now, chosen: number }));

/** Adds a phone, or names an existing one, and chooses it. */
export function addPhone(number: string, name = ''): void {
  phones.change(({ list }) => {
    const isThere = list.some((phone) => phone.number === number);
    const named = list.map((phone) => (phone.number === number && name ? { ...phone, name } : phone));
    const next = isThere ? named : [...list, { number, name, seen: 0 }].slice(-MAX_PHONES);
    return { list: next, chosen: number };
  });
}

export function removePhone(number: string): void {
  phones.change(({ list, chosen }) => {
    const rest = list.filter((phone) => phone.number !== number);
    return { list: rest, chosen: chosen === number ? (rest.at(-1)?.number ?? '') : chosen };
  });
}

/** Stores how many texts of a phone have been seen. */
export function markTextsSeen(number: string, count: number): void {
  phones.change((now) => {
    if (now.list.find((phone) => phone.number === number)?.seen === count) return now;
    return {
      ...now,
      list: now.list.map((phone) => (phone.number === number ? { ...phone, seen: count } : phone)),
    };
  });
}
