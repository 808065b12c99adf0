import { isOver, type CallStatus, type StatusFacts } from './call-state.ts';
import type { Recording } from './recording.ts';

/** An event of a call. Every text in it is bounded; none is trusted. */
export interface CallEvent extends StatusFacts {
  /** The same for every delivery of the event. */
  id: string;
  /** The leg; where an event names none, the conversation. */
  call: string;
  kind: EventKind;
  /** Only on `status` events. */
  status?: CallStatus;
  /** Only on `record` events. */
  recording?: Recording;
  /** The whole event as JSON, for the record; absent when it is too long to be stored. */
  body?: string;
}

export const EVENT_KINDS = ['status', 'transfer', 'record', 'input', 'notify', 'error', 'other'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/**
 * Whether no later event of the call can repair a lost write of this one: its leg is over, or it brings a recording. The
 * follow-up work of such an event is persisted with it.
 */
export const isLast = ({ recording, status }: CallEvent): boolean =>
  recording !== undefined || isOver(status);
