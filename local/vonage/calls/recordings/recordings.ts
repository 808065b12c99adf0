import type { Sound } from './files.ts';

/** What was recorded; the sound itself is generated when it is requested. */
export interface Recording extends Sound {
  id: string;
  applicationId: string;
}

export interface Recordings {
  add(recording: Recording): void;
  find(id: string): Recording | undefined;
  reset(): void;
}

const KEPT_RECORDINGS = 500;

export function createRecordings(): Recordings {
  const kept = new Map<string, Recording>();
  return {
    add(recording) {
      kept.set(recording.id, recording);
      const [oldest] = kept.keys();
      if (kept.size > KEPT_RECORDINGS && oldest !== undefined) kept.delete(oldest);
    },
    find: (id) => kept.get(id),
    reset: () => kept.clear(),
  };
}
