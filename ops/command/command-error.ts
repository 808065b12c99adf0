/** Exit codes of all commands. */
export const EXIT = {
  done: 0,
  /** Something is wrong or was refused. */
  failed: 1,
  /** A usage error: nothing was done. */
  usage: 2,
  /** A concurrent change won; nothing was changed. */
  conflict: 3,
} as const;

/** Ends a command with a message and an exit code. */
export class CommandError extends Error {
  readonly code: 1 | 2 | 3;
  constructor(code: 1 | 2 | 3, sentence: string) {
    super(sentence);
    this.name = 'Stop';
    this.code = code;
  }
}

/** Unknown or invalid arguments. */
export const usageError = (sentence: string): CommandError => new CommandError(EXIT.usage, sentence);
