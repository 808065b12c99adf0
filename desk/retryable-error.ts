/**
 * A failure that time can mend: the store or Vonage does not answer, or another environment is still at work on this
 * very text. Whoever called is asked to call again (503); Vonage's own retries are the queue.
 */
export class RetryableError extends Error {
  readonly reason: string;

  /** @param reason a kebab-case code for the log, such as `send-in-progress` */
  constructor(reason: string, options?: ErrorOptions) {
    super(`Not done yet (${reason}); please try again.`, options);
    this.name = 'RetryableError';
    this.reason = reason;
  }
}
