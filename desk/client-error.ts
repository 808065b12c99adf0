/** What the caller did that cannot be granted, however often it is asked: a status and a sentence that says what to do. */
export class ClientError extends Error {
  readonly status: number;
  readonly reason: string;
  /** When to ask again, in seconds, where time mends it. */
  readonly retryAfterSeconds: number | undefined;

  /**
   * @param status  the HTTP-like class of the refusal: 400, 401, 403, 404, 409, 413, 415, 422 …
   * @param reason  a kebab-case code for the log
   * @param message a sentence for the caller; it never repeats what the caller sent
   */
  constructor(
    status: number,
    reason: string,
    message: string,
    { retryAfterSeconds }: { retryAfterSeconds?: number } = {},
  ) {
    super(message);
    this.name = 'ClientError';
    this.status = status;
    this.reason = reason;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
