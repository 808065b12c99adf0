/** Something to play: since when it is known, and how long it takes. */
export interface Cue {
  seenAt: number;
  ms: number;
  /** Ends all cues before it when it is known. */
  interrupts?: boolean;
}

/** When a cue plays, in the unit of `seenAt`. */
interface Slot {
  begins: number;
  ends: number;
}

/** Schedules cues one after the other, none before it is known. */
export function schedulePlayback(cues: readonly Cue[]): Slot[] {
  const slots: Slot[] = [];
  let free = -Infinity;
  for (const { seenAt, ms, interrupts } of cues) {
    if (interrupts && free > seenAt) {
      free = seenAt;
      for (const slot of slots) {
        slot.begins = Math.min(slot.begins, seenAt);
        slot.ends = Math.min(slot.ends, seenAt);
      }
    }
    const begins = Math.max(seenAt, free);
    free = begins + ms;
    slots.push({ begins, ends: free });
  }
  return slots;
}
