import * as z from 'zod/mini';
import { createKeptStore } from '../live/kept.ts';

/** A customer's phone on this page. */
export interface Phone {
  number: string;
  name: string;
  /** The texts of this phone that have been looked at, by their number. */
  seen: number;
}

const MOST_PHONES = 99;
/** A range that Ofcom keeps free for drama: no real subscriber has these numbers. */
const FIRST_NUMBER = 447700900001n;

const phoneShape = z.object({ number: z.string(), name: z.string(), seen: z.int() });
const shape = z.object({ list: z.array(phoneShape), chosen: z.string() });
type PhoneList = z.infer<typeof shape>;

export const phones = createKeptStore<PhoneList>('phones', shape, {
  list: [{ number: String(FIRST_NUMBER), name: '', seen: 0 }],
  chosen: String(FIRST_NUMBER),
});

export const choosePhone = (number: string): void => phones.change((now) => ({ ...now, chosen: number }));

/** The first fictional number that no phone has yet. */
export function nextNumber(list: readonly { number: string }[]): string {
  const taken = new Set(list.map(({ number }) => number));
  let number = FIRST_NUMBER;
  while (taken.has(String(number))) number += 1n;
  return String(number);
}

/** The digits of a number as people write it; undefined where it is none. */
export function digitsOf(written: string): string | undefined {
  const digits = written.replace(/^\s*\+|[\s().-]/g, '');
  return /^\d{3,15}$/.test(digits) ? digits : undefined;
}

/** Adds a phone, or names one that is there, and chooses it. */
export function addPhone(number: string, name = ''): void {
  phones.change(({ list }) => {
    const isThere = list.some((phone) => phone.number === number);
    const named = list.map((phone) => (phone.number === number && name ? { ...phone, name } : phone));
    const next = isThere ? named : [...list, { number, name, seen: 0 }].slice(-MOST_PHONES);
    return { list: next, chosen: number };
  });
}

export function removePhone(number: string): void {
  phones.change(({ list, chosen }) => {
    const rest = list.filter((phone) => phone.number !== number);
    return { list: rest, chosen: chosen === number ? (rest.at(-1)?.number ?? '') : chosen };
  });
}

/** Notes how many texts of a phone have been looked at. */
export function seeTexts(number: string, count: number): void {
  phones.change((now) => {
    if (now.list.find((phone) => phone.number === number)?.seen === count) return now;
    return {
      ...now,
      list: now.list.map((phone) => (phone.number === number ? { ...phone, seen: count } : phone)),
    };
  });
}

/** `447700900001` as people read it aloud. */
export const spaced = (number: string): string =>
  number.length < 10 ? number : `+${number.slice(0, 2)} ${number.slice(2, 6)} ${number.slice(6)}`;
