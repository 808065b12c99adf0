import { useEffect, useState } from 'react';
import { calls } from '../live/calls.ts';
import type { PhoneLeg } from './phone-legs.ts';
import { schedulePlayback } from './playback-schedule.ts';
import { toTranscriptLine, type TranscriptLine } from './transcript.ts';

const FRAME_MS = 80;

/** When this page first saw each line of each call's log, ms since the epoch; 0 for lines of the first load. */
const seenAt = new Map<string, number[]>();
let isFirstLoad = true;
calls.watch(() => {
  const now = isFirstLoad ? 0 : Date.now();
  isFirstLoad = false;
  for (const { id, log } of calls.get()) {
    const times = seenAt.get(id) ?? [];
    if (times.length === log.length) continue;
    while (times.length < log.length) times.push(now);
    seenAt.set(id, times);
  }
});

export interface PlayedLine extends TranscriptLine {
  key: number;
  /** How much of it has been played, from 0 to 1. */
  progress: number;
}

/** The lines that have begun to play at a phone, in real time. */
export function useTranscript({ call, legId }: PhoneLeg): PlayedLine[] {
  const times = seenAt.get(call.id) ?? [];
  const lines = call.log.flatMap((entry, index) => {
    const line = toTranscriptLine(entry, { legId, call });
    return line ? [{ ...line, key: index, seenAt: times[index] ?? 0 }] : [];
  });
  const slots = schedulePlayback(lines);
  const end = slots.at(-1)?.ends ?? 0;
  const [now, setNow] = useState(() => Date.now());
  const isPlaying = end > now;
  useEffect(() => {
    if (!isPlaying && end <= Date.now()) return;
    const timer = setInterval(() => setNow(Date.now()), FRAME_MS);
    return () => clearInterval(timer);
  }, [isPlaying, end]);

  const moment = Math.max(now, isPlaying ? 0 : Date.now());
  return lines.flatMap((line, index) => {
    const slot = slots[index];
    if (!slot || slot.begins > moment) return [];
    const progress = slot.ends <= moment ? 1 : (moment - slot.begins) / (slot.ends - slot.begins);
    return [{ ...line, progress }];
  });
}
