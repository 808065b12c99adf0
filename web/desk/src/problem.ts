/**
 * Why something that was asked of the desk was not done.
 *
 * - `offline`: no answer came; it may or may not have been done, and may be tried again
 * - `provider-offline`: the identity provider cannot be reached, or answered with an error of its own
 * - `later`: the desk, or somebody that it needs, cannot answer right now
 * - `refused`: the desk says no, in its own words, however often it is asked
 * - `signed-out`: the token counts no more
 */
export type ProblemKind = 'offline' | 'provider-offline' | 'later' | 'refused' | 'signed-out';

export class Problem extends Error {
  readonly kind: ProblemKind;
  /** The HTTP status; 0 where no answer came. */
  readonly status: number;

  /** @param sentence what the desk said, in English; empty where it said nothing */
  constructor(kind: ProblemKind, status = 0, sentence = '') {
    super(sentence);
    this.name = 'Problem';
    this.kind = kind;
    this.status = status;
  }
}

/** An answer that is no success, as a problem; its body is read. */
export async function problemOfResponse(answer: Response): Promise<Problem> {
  return new Problem(kindOf(answer.status), answer.status, await sentenceIn(answer));
}

/** Whatever was thrown, as a problem. */
export const toProblem = (error: unknown): Problem =>
  error instanceof Problem ? error : new Problem('offline');

export const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

function kindOf(status: number): ProblemKind {
  if (status === 401) return 'signed-out';
  return status === 429 || status >= 500 ? 'later' : 'refused';
}

async function sentenceIn(answer: Response): Promise<string> {
  try {
    const body: unknown = await answer.json();
    if (typeof body !== 'object' || body === null) return '';
    const said = 'error' in body ? body.error : 'message' in body ? body.message : undefined;
    return typeof said === 'string' ? said : '';
  } catch {
    return '';
  }
}
