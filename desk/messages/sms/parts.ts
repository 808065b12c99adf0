import { RetryableError } from '../../retryable-error.ts';
import type { InboundStore } from '../inbound-store.ts';
import { inboundId, type Message, type Moment, type Split } from '../message.ts';

/** One part of a split text, as the webhook tells it. */
export interface Part {
  /** The customer's phone counts its split texts from 0 to 255 (or 65,535) and begins anew: references come again. */
  ref: string;
  total: number;
  /** From 1 to `total`. */
  number: number;
}

/** A part that arrived, and the text that it is a part of. */
export interface ArrivedPart extends Part, Moment {
  /** Vonage's id of this part. */
  messageId: string;
  from: string;
  to: string;
}

/** What parts of one text have in common, and texts of one phone only now and then. */
export type SplitKey = Pick<ArrivedPart, 'from' | 'to' | 'ref' | 'total'>;

/** One of the texts that came under one reference. Its moment is that of the part that arrived first. */
export interface SplitText extends Moment {
  /** The id under which the whole text is kept. */
  id: string;
  /** Vonage's ids of the parts that came, by their place from 1. */
  parts: Record<number, string>;
}

/** The texts of one key as read, and which state of them was read. */
export interface SplitTexts {
  version: number;
  /** Oldest first, at most {@link TEXTS_AT_MOST}. */
  texts: SplitText[];
}

/** What the rule for parts needs of a store: one item for each sender, number, reference and total. */
export interface SplitStore {
  find(key: SplitKey): Promise<SplitTexts | undefined>;
  /** Writes what is now known, if nobody wrote since `seen` was read (`undefined`: nothing was there). */
  put(key: SplitKey, texts: SplitText[], seen: number | undefined): Promise<boolean>;
}

/** So many texts of one reference are remembered: the item stays far below DynamoDB's 400 kB with 255 parts each. */
export const TEXTS_AT_MOST = 8;

/** A phone sends the parts of a text within seconds; where it loses the network in between, within minutes. */
export const SENT_WITHIN_MS = 10 * 60_000;

/**
 * Where Vonage did not say when a part was sent, its arrival has to do. A part that we could not take comes again after
 * 15 minutes at most, and this lets four such tries fail. Vonage goes on for a day, but a whole day would put parts of
 * two texts together when a reference comes again; a text in two halves, both marked, is the smaller harm.
 */
export const ARRIVES_WITHIN_MS = 60 * 60_000;

/** Rounds of reading again after losing a race; each lost round means that another part of these texts won one. */
const ROUNDS = 12;

/**
 * The id of the text that the part belongs to: the same for all of its parts, whoever arrives first, however often.
 * It is written down before anything of the part is: whoever dies afterwards is told the same id again.
 *
 * @throws RetryableError when too many parts of one text came at the same moment
 */
export async function textOfPart(part: ArrivedPart, store: SplitStore): Promise<string> {
  const key: SplitKey = { from: part.from, to: part.to, ref: part.ref, total: part.total };
  for (let round = 0; round < ROUNDS; round += 1) {
    const seen = await store.find(key);
    const { id, texts, changed } = placed(part, seen?.texts ?? []);
    if (!changed || (await store.put(key, texts, seen?.version))) return id;
  }
  throw new RetryableError('split-contention');
}

/**
 * Finds the part's text among those that came under its reference. A part that was seen before stays where it was put,
 * also when the reference has been used again since. A new one fills its free place in the text that was sent nearest
 * to it, the later one of two as near. Where there is none (the reference was used again) a new text begins.
 */
export function placed(
  part: ArrivedPart,
  texts: SplitText[],
): { id: string; texts: SplitText[]; changed: boolean } {
  const { messageId, number, at, sentAt } = part;
  const known = texts.find(({ parts }) => parts[number] === messageId);
  if (known) return { id: known.id, texts, changed: false };

  const [nearest] = texts
    .filter((text) => text.parts[number] === undefined && apart(text, part) < Infinity)
    .reverse()
    .sort((one, other) => apart(one, part) - apart(other, part));
  if (nearest) {
    const filled = { ...nearest, parts: { ...nearest.parts, [number]: messageId } };
    return {
      id: nearest.id,
      texts: texts.map((text) => (text === nearest ? filled : text)),
      changed: true,
    };
  }

  const begun: SplitText = {
    id: inboundId(messageId),
    at,
    ...(sentAt !== undefined && { sentAt }),
    parts: { [number]: messageId },
  };
  return { id: begun.id, texts: [...texts, begun].slice(-TEXTS_AT_MOST), changed: true };
}

/** How long apart two parts of one text can be said to have come, ms; Infinity where they are of different texts. */
function apart(one: Moment, other: Moment): number {
  if (one.sentAt === undefined || other.sentAt === undefined) {
    return within(ARRIVES_WITHIN_MS, one.at - other.at);
  }
  return within(SENT_WITHIN_MS, one.sentAt - other.sentAt);
}

const within = (most: number, ms: number): number => (Math.abs(ms) <= most ? Math.abs(ms) : Infinity);

/** Stands in a text for what did not come. */
const GAP = '…';

/** What came of the text so far, in its order; a gap stands for each run of missing parts. */
export function assembled({ total, parts }: Split): string {
  const places = placesOf(parts);
  return places
    .map((place, index) => (place > (places[index - 1] ?? 0) + 1 ? GAP : '') + parts[place])
    .concat((places.at(-1) ?? 0) < total ? GAP : '')
    .join('');
}

/** Whether what arrives holds a part that the stored text lacks: words that nobody has read yet. */
export function bringsParts(arriving: Message, stored: Message): boolean {
  const had = stored.split?.parts ?? {};
  return Object.keys(arriving.split?.parts ?? {}).some((place) => had[Number(place)] === undefined);
}

/** Adds what arrives to the text as it is stored, which may have come to be with another part. */
export async function addParts(arriving: Message, messages: Pick<InboundStore, 'addPart'>): Promise<void> {
  for (const [place, text] of Object.entries(arriving.split?.parts ?? {})) {
    await messages.addPart(arriving.id, Number(place), text);
  }
}

/** Whether every part of the text came. */
export function isComplete({ total, parts }: Split): boolean {
  return placesOf(parts).filter((place) => place >= 1 && place <= total).length === total;
}

/** Of those that came, in order. `total` is not counted up to: it is what somebody wrote into an SMS. */
const placesOf = (parts: Split['parts']): number[] =>
  Object.keys(parts)
    .map(Number)
    .filter((place) => parts[place] !== undefined)
    .sort((one, other) => one - other);
