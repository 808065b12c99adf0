import * as z from 'zod/mini';
import type { Call } from '../../../desk/calls/call.ts';
import { EVENT_KINDS, type CallEvent } from '../../../desk/calls/call-event.ts';
import { CALL_STATUSES, stateOf, type CallState } from '../../../desk/calls/call-state.ts';
import type { EventKey, PendingEvent } from '../../../desk/calls/event-follow-up.ts';
import type { KeptCall, KeptLeg, Versioned } from '../../../desk/calls/record-event.ts';
import { EVENT } from './call-keys.ts';
import { recordingItem } from './message-item.ts';
import { CALL_FACTS } from './stored-names.ts';

type Item = Record<string, unknown>;

const text = z.optional(z.string());
/** Vonage's `null`: not known yet. */
const fact = z.optional(z.nullable(z.string()));
const facts = z.object({
  timestamp: text,
  from: text,
  to: text,
  direction: text,
  reason: text,
  conversation: text,
  duration: fact,
  price: fact,
  rate: fact,
  startTime: fact,
  endTime: fact,
  network: fact,
});

const legItem = z.object({
  leg: z.string(),
  at: z.number(),
  version: z.number(),
  seen: z.partialRecord(z.enum(CALL_STATUSES), facts),
});

const eventItem = z.extend(facts, {
  item: z.string(),
  leg: z.string(),
  kind: z.enum(EVENT_KINDS),
  status: z.optional(z.enum(CALL_STATUSES)),
  recording: z.optional(recordingItem),
  body: text,
  receivedAt: z.number(),
});

const callItem = z.object({
  at: z.number(),
  version: z.number(),
  [CALL_FACTS]: z.extend(facts, {
    call: z.string(),
    conversation: z.string(),
    status: z.optional(z.enum(CALL_STATUSES)),
    customer: text,
    missed: z.optional(z.literal(true)),
    recording: z.optional(recordingItem),
  }),
});

/* `undefined`, which the schemas allow for optional values, is never stored. */

export function legOf(item: Item): Versioned<KeptLeg> {
  const { leg, at, version, seen } = legItem.parse(item);
  return { version, value: { ...stateOf(leg, seen as CallState['seen']), at } };
}

export function callOf(item: Item): Versioned<KeptCall> {
  const { [CALL_FACTS]: call, at, version } = callItem.parse(item);
  return { version, value: { ...(call as Call), at } };
}

export function pendingEventOf(item: Item): PendingEvent {
  const { item: sortKey, leg, receivedAt, ...event } = eventItem.parse(item);
  const id = eventIdIn(sortKey);
  return {
    event: { ...(event as Omit<CallEvent, 'id' | 'call'>), id, call: leg },
    at: receivedAt,
  };
}

const eventIdIn = (sortKey: string): string => sortKey.slice(EVENT.length);

export const eventKeyOf = ({ call, item }: Item): EventKey => ({
  conversation: String(call),
  id: eventIdIn(String(item)),
});

/** The attribute `call` is the conversation, which is the partition key: the event's or state's own leg becomes `leg`. */
export const withLeg = <T extends { call: string }>({
  call,
  ...rest
}: T): Omit<T, 'call'> & { leg: string } => ({
  ...rest,
  leg: call,
});
