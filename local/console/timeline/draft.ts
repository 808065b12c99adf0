import type { Entry, EntryKind, Tone } from './entry.ts';
import { oneLine } from './format.ts';

/** An entry before it has its place in the timeline. */
export type Draft = Omit<Entry, 'id' | 'at' | 'exchange'>;

/** An entry about something that happens within one lane. */
export const within = (lane: string, kind: EntryKind, title: string, tone: Tone = 'plain'): Draft => ({
  kind,
  from: lane,
  to: lane,
  title,
  tone,
});

/** The tone of an HTTP status; 0 stands for a request without a response. */
export const toneOfStatus = (status: number): Tone =>
  status >= 500 || status === 0 ? 'bad' : status >= 400 ? 'warn' : 'good';

/** The faults that an owner has switched on in one part of the system. */
export function faultEntry(part: string, faults: unknown): Draft {
  const isOn = Object.values(faults ?? {}).some(
    (group) => Object.keys((group as object | null) ?? {}).length > 0,
  );
  const title = isOn ? oneLine(`faults of ${part}: ${JSON.stringify(faults)}`) : `no faults of ${part}`;
  return within('owner', 'fault', title, isOn ? 'warn' : 'plain');
}
