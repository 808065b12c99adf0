/**
 * Why a request was not fulfilled.
 *
 * - `offline`: no response came; the request may have taken effect, and can be retried
 * - `provider-offline`: the identity provider cannot be reached, or answered with a server error
 * - `later`: the API, or a service behind it, is unavailable right now
 * - `refused`: the API rejects the request, however often it is sent
 * - `signed-out`: the token is not accepted any more
 */
export type ProblemKind = 'offline' | 'provider-offline' | 'later' | 'refused' | 'signed-out';

export class Problem extends Error {
  readonly kind: ProblemKind;
  /** The HTTP status; 0 without a response. */
  readonly status: number;

  /** @param sentence the API's own explanation, in English; empty where it gave none */
  constructor(kind: ProblemKind, status = 0, sentence = '') {
    super(sentence);
    this.name = 'Problem';
    this.kind = kind;
    this.status = status;
  }
}

/** The problem that an error response reports; reads its body. */
export async function problemOfResponse(response: Response): Promise<Problem> {
  return new Problem(kindOf(response.status), response.status, await sentenceOf(response));
}

/** Whatever was thrown, as a problem. */
export const toProblem = (error: unknown): Problem =>
  error instanceof Problem ? error : new Problem('offline');

export const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

function kindOf(status: number): ProblemKind {
  if (status === 401) return 'signed-out';
  return status === 429 || status >= 500 ? 'later' : 'refused';
}

/** Our functions answer `{error}`, the API Gateway `{message}`. */
async function sentenceOf(response: Response): Promise<string> {
  try {
    const body: unknown = await response.json();
    if (typeof body !== 'object' || body === null) return '';
    const sentence = 'error' in body ? body.error : 'message' in body ? body.message : undefined;
    return typeof sentence === 'string' ? sentence : '';
  } catch {
    return '';
  }
}
