import * as z from 'zod/mini';
import { request } from './request.ts';
import { type Text, textShape } from './shapes.ts';
import { coalesce } from './coalesce.ts';
import { createStore } from './store.ts';
import { onEntries } from './stream.ts';

const listShape = z.array(textShape);
const FETCH_DELAY_MS = 60;
const MAX_EXCHANGES = 500;

/** Each phone's texts, oldest first. */
export const texts = createStore<Readonly<Record<string, readonly Text[]>>>({});

/** Fetches a phone's texts after a short delay. */
export const fetchTexts = coalesce(async (number) => {
  const list = await request(`/simulator/messages?number=${encodeURIComponent(number)}`, listShape);
  texts.change((now) => ({ ...now, [number]: list }));
}, FETCH_DELAY_MS);

/** The number of the phone whose lane it is; undefined for other lanes. */
export const phoneOf = (lane: string): string | undefined => /^phone (\d+)$/.exec(lane)?.[1];

/** The phones of each exchange: a webhook of the exchange may be a receipt, which changes their texts. */
const phonesOf = new Map<string, Set<string>>();

/** Fetches the texts that new entries are about, for the phones that `isShown`; returns how to stop that. */
export function followTexts(isShown: (number: string) => boolean): () => void {
  return onEntries((batch) => {
    for (const { kind, from, to, exchange } of batch) {
      const phone = phoneOf(from) ?? phoneOf(to);
      if (kind === 'text' && phone !== undefined) {
        if (isShown(phone)) fetchTexts(phone);
        if (exchange !== undefined) remember(exchange, phone);
      } else if (kind === 'webhook' && exchange !== undefined) {
        for (const number of phonesOf.get(exchange) ?? []) if (isShown(number)) fetchTexts(number);
      }
    }
  });
}

function remember(exchange: string, phone: string): void {
  const phones = phonesOf.get(exchange) ?? new Set();
  phonesOf.set(exchange, phones.add(phone));
  const [oldest] = phonesOf.keys();
  if (phonesOf.size > MAX_EXCHANGES && oldest !== undefined) phonesOf.delete(oldest);
}
