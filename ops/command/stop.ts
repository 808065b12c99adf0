/** What a command ends with; the same for all of them. */
export const EXIT = {
  done: 0,
  /** Something is wrong, or was refused. */
  failed: 1,
  /** The command was typed wrongly: nothing was looked at. */
  usage: 2,
  /** Somebody else was faster, and nothing was changed. */
  faster: 3,
} as const;

/** Ends a command with a sentence and its exit code. */
export class Stop extends Error {
  readonly code: 1 | 2 | 3;
  constructor(code: 1 | 2 | 3, sentence: string) {
    super(sentence);
    this.name = 'Stop';
    this.code = code;
  }
}

/** What was typed cannot be understood, or is no such value. */
export const mistyped = (sentence: string): Stop => new Stop(EXIT.usage, sentence);
