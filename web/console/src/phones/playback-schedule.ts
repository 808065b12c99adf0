/** Something to be heard: since when it is known, and how long it takes. */
export interface Cue {
  seenAt: number;
  ms: number;
  interrupts?: boolean;
}

/**
 * When each cue begins: one after the other, none before it is known. One that interrupts ends all before it at once.
 *
 * @returns for each cue when it begins and ends, in the unit of `seenAt`
 */
export function schedulePlayback(cues: readonly Cue[]): { begins: number; ends: number }[] {
  const slots: { begins: number; ends: number }[] = [];
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
