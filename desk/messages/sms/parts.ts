import { RetryableError } from '../../retryable-error.ts';
import type { InboundStore } from '../inbound-store.ts';
import { inboundId, type Message, type Moment, type Split } from '../message.ts';

/** One part of a split text, as its webhook describes it. */
export interface Part {
  /** The customer's phone counts its split texts from 0 to 255 (or 65,535) and starts again: references are reused. */
  ref: string;
  total: number;
  /** From 1 to `total`. */
  number: number;
}

/** A part that arrived, with its parties. */
export interface ArrivedPart extends Part, Moment {
  /** Vonage's id of this part. */
  messageId: string;
  from: string;
  to: string;
}

/** Equal for all parts of a text, and rarely equal for two texts of a phone. */
export type SplitKey = Pick<ArrivedPart, 'from' | 'to' | 'ref' | 'total'>;

/** One of the texts that came under one key. Its moment is that of the part that arrived first. */
export interface SplitText extends Moment {
  /** The message id of the whole text. */
  id: string;
  /** Vonage's ids of the parts that came, by their place from 1. */
  parts: Record<number, string>;
}

/** The stored texts of one key. */
export interface SplitTexts {
  /** Counts the writes. */
  version: number;
  /** Oldest first, at most {@link TEXTS_AT_MOST}. */
  texts: SplitText[];
}

/** One item for each key. */
export interface SplitStore {
  /** Reads consistently. */
  find(key: SplitKey): Promise<SplitTexts | undefined>;
  /** Replaces the texts if their version is still `seen` (`undefined`: none was stored); false when it is not. */
  put(key: SplitKey, texts: SplitText[], seen: number | undefined): Promise<boolean>;
}

/** Texts of one key in an item: with 255 parts each it stays far below DynamoDB's 400 kB. */
export const TEXTS_AT_MOST = 8;

/** A phone sends the parts of a text within seconds, or within minutes where it loses the network in between. */
export const SENT_WITHIN_MS = 10 * 60_000;

/**
 * The limit for arrivals, where Vonage did not say when a part was sent. Vonage retries a failed webhook after 15
 * minutes at most, so four retries may fail. It retries for a day, but a limit of a day would join parts of two texts
 * when a reference is reused; a text shown as two halves, both marked as incomplete, is the smaller harm.
 */
export const ARRIVES_WITHIN_MS = 60 * 60_000;

/** Attempts after lost races; each lost race means that another part of these texts was stored. */
const ROUNDS = 12;

/**
 * The id of the text that the part belongs to: the same for all of its parts, in whatever order and however often they
 * arrive. It is stored before the part itself, so that a retry after a crash gets the same id.
 *
 * @throws RetryableError when too many parts of one text arrive at the same moment
 */
export async function textOfPart(part: ArrivedPart, store: SplitStore): Promise<string> {
  const key: SplitKey = { from: part.from, to: part.to, ref: part.ref, total: part.total };
  for (let round = 0; round < ROUNDS; round += 1) {
    const seen = await store.find(key);
    const { id, texts, changed } = assignPart(part, seen?.texts ?? []);
    if (!changed || (await store.put(key, texts, seen?.version))) return id;
  }
  throw new RetryableError('split-contention');
}

/**
 * Finds the part's text among those of its key. A part that arrived before stays in its text, even when the reference
 * has been reused since. A new part fills its empty place in the text that was sent nearest to it, of two as near in
 * the later one. Where every text has that part already (the reference was reused), a new text begins.
 */
export function assignPart(
  part: ArrivedPart,
  texts: SplitText[],
): { id: string; texts: SplitText[]; changed: boolean } {
  const { messageId, number } = part;
  const known = texts.find(({ parts }) => parts[number] === messageId);
  if (known) return { id: known.id, texts, changed: false };

  const nearest = nearestWithout(part, texts);
  if (nearest) {
    const filled = { ...nearest, parts: { ...nearest.parts, [number]: messageId } };
    return {
      id: nearest.id,
      texts: texts.map((text) => (text === nearest ? filled : text)),
      changed: true,
    };
  }

  const begun = textBegunBy(part);
  return { id: begun.id, texts: [...texts, begun].slice(-TEXTS_AT_MOST), changed: true };
}

function nearestWithout(part: ArrivedPart, texts: SplitText[]): SplitText | undefined {
  return texts
    .filter((text) => text.parts[part.number] === undefined && distanceMs(text, part) < Infinity)
    .reverse()
    .sort((one, other) => distanceMs(one, part) - distanceMs(other, part))[0];
}

const textBegunBy = ({ messageId, number, at, sentAt }: ArrivedPart): SplitText => ({
  id: inboundId(messageId),
  at,
  ...(sentAt !== undefined && { sentAt }),
  parts: { [number]: messageId },
});

/** The time between two parts, ms; Infinity where it is too long for parts of one text. */
function distanceMs(one: Moment, other: Moment): number {
  if (one.sentAt === undefined || other.sentAt === undefined) {
    return within(ARRIVES_WITHIN_MS, one.at - other.at);
  }
  return within(SENT_WITHIN_MS, one.sentAt - other.sentAt);
}

const within = (limitMs: number, ms: number): number => (Math.abs(ms) <= limitMs ? Math.abs(ms) : Infinity);

/** Stands for missing parts. */
const GAP = '…';

/** The parts that came so far, in order, with one gap for each run of missing parts. */
export function assembled({ total, parts }: Split): string {
  const places = placesOf(parts);
  return places
    .map((place, index) => (place > (places[index - 1] ?? 0) + 1 ? GAP : '') + parts[place])
    .concat((places.at(-1) ?? 0) < total ? GAP : '')
    .join('');
}

/** Whether the arriving text has a part that the stored one lacks: words that no agent has read yet. */
export function bringsParts(arriving: Message, stored: Message): boolean {
  const known = stored.split?.parts ?? {};
  return Object.keys(arriving.split?.parts ?? {}).some((place) => known[Number(place)] === undefined);
}

/** Adds the arriving parts to the stored text, which another part may have created. */
export async function addParts(arriving: Message, messages: Pick<InboundStore, 'addPart'>): Promise<void> {
  for (const [place, text] of Object.entries(arriving.split?.parts ?? {})) {
    await messages.addPart(arriving.id, Number(place), text);
  }
}

/** Whether every part of the text came. */
export function isComplete({ total, parts }: Split): boolean {
  return placesOf(parts).filter((place) => place >= 1 && place <= total).length === total;
}

/** Places of the parts that came, in order. `total` is a number out of an SMS: no loop may run up to it. */
const placesOf = (parts: Split['parts']): number[] =>
  Object.keys(parts)
    .map(Number)
    .filter((place) => parts[place] !== undefined)
    .sort((one, other) => one - other);
