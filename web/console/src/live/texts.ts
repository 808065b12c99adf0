import * as z from 'zod/mini';
import { request } from './request.ts';
import { type Text, textShape } from './shapes.ts';
import { coalesce } from './coalesce.ts';
import { createStore } from './store.ts';
import { onEntries } from './stream.ts';

const listShape = z.array(textShape);
const SOON_MS = 60;
const KEPT_EXCHANGES = 500;

/** Each phone's texts, oldest first. */
export const texts = createStore<Readonly<Record<string, readonly Text[]>>>({});

/** Fetches a phone's texts soon. */
export const fetchTexts = coalesce(async (number) => {
  const list = await request(`/simulator/messages?number=${encodeURIComponent(number)}`, listShape);
  texts.change((now) => ({ ...now, [number]: list }));
}, SOON_MS);

/** The phone that a lane of the timeline is, if it is one. */
export const phoneOf = (lane: string): string | undefined => /^phone (\d+)$/.exec(lane)?.[1];

/** A receipt changes a text without a text: the phones of an exchange are asked again when its webhooks go on. */
const phonesOf = new Map<string, Set<string>>();

/** Fetches what the timeline says has changed, for the phones that `isShown`. */
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
  if (phonesOf.size > KEPT_EXCHANGES && oldest !== undefined) phonesOf.delete(oldest);
}
