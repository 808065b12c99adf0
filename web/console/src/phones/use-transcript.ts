import { useEffect, useState } from 'react';
import { calls } from '../live/calls.ts';
import { toTranscriptLine, type TranscriptLine, type PhoneLeg } from './transcript.ts';
import { schedulePlayback } from './playback-schedule.ts';

const FRAME_MS = 80;

/** When this page first saw each line of each call; 0 for what was there before it. */
const seenAt = new Map<string, number[]>();
let isFirst = true;
calls.watch(() => {
  const now = isFirst ? 0 : Date.now();
  isFirst = false;
  for (const { id, log } of calls.get()) {
    const times = seenAt.get(id) ?? [];
    if (times.length === log.length) continue;
    while (times.length < log.length) times.push(now);
    seenAt.set(id, times);
  }
});

/** A line with how much of it has been said. */
export interface PlayedLine extends TranscriptLine {
  key: number;
  /** From 0 to 1. */
  said: number;
}

/** What the phone hears of a call, each line when its time has come. */
export function useTranscript({ call, leg }: PhoneLeg): PlayedLine[] {
  const times = seenAt.get(call.id) ?? [];
  const lines = call.log.flatMap((line, index) => {
    const heard = toTranscriptLine(line, { leg, call });
    return heard ? [{ ...heard, key: index, seenAt: times[index] ?? 0 }] : [];
  });
  const slots = schedulePlayback(lines);
  const end = slots.at(-1)?.ends ?? 0;
  const [now, tick] = useState(() => Date.now());
  const isPlaying = end > now;
  useEffect(() => {
    if (!isPlaying && end <= Date.now()) return;
    const timer = setInterval(() => tick(Date.now()), FRAME_MS);
    return () => clearInterval(timer);
  }, [isPlaying, end]);

  const moment = Math.max(now, isPlaying ? 0 : Date.now());
  return lines.flatMap((line, index) => {
    const slot = slots[index];
    if (!slot || slot.begins > moment) return [];
    const said = slot.ends <= moment ? 1 : (moment - slot.begins) / (slot.ends - slot.begins);
    return [{ ...line, said }];
  });
}
