/** What became of one number that was asked for. */
export interface Result {
  number: string;
  status: 'sent' | 'queued' | 'failed' | 'invalid' | 'refused' | 'held' | 'opted-out';
  id?: string;
  error?: string;
}

/** The contract's answer: a sentence, and each number's own result. */
export function summary(results: Result[], status: number): object {
  if (status !== 200) return { error: results[0]?.error ?? 'The notification was not sent.', results };
  return { message: sentence(results), results };
}

export function sentence(results: Result[]): string {
  const [only, ...others] = results;
  if (only && others.length === 0) {
    return only.status === 'queued'
      ? `Notification queued for ${only.number}`
      : `Notification sent to ${only.number}`;
  }
  const sent = results.filter(({ status }) => status === 'sent').length;
  return `Notification sent to ${sent} of ${results.length} numbers`;
}
