type Level = 'info' | 'warn' | 'error';

/** What a log line may hold beside its reason: facts about the work, never texts, tokens or whole numbers. */
export type LogFields = Record<string, string | number | boolean | undefined>;

/**
 * One structured line for ops. `reason` is a kebab-case code to search and count by. Any run of seven digits or more
 * in a field is cut to its last four, whatever the caller meant to write.
 *
 * A warning or an error is also counted: CloudWatch makes a metric by its reason of the line itself (`_aws` is its
 * embedded metric format), so that an alarm needs no filter and no call of its own. Two stacks in one account are counted
 * apart.
 */
export function log(level: Level, reason: string, fields: LogFields = {}): void {
  const safe = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, masked(value)]));
  const own = {
    level,
    reason,
    stack: process.env['STACK'],
    function: process.env['AWS_LAMBDA_FUNCTION_NAME'],
  };
  const metric = METRICS[level];
  // The line's own fields come first, and no other field replaces them.
  const line = Object.assign({ level, reason }, safe, own, metric && { [metric]: 1, _aws: countOf(metric) });
  console.log(JSON.stringify(line));
}

const METRICS: Record<Level, string | undefined> = { info: undefined, warn: 'warnings', error: 'errors' };

/** Counts this line once under its reason. Last in the line, behind what people read. */
const countOf = (Name: string): object => ({
  Timestamp: Date.now(),
  CloudWatchMetrics: [
    { Namespace: 'frontdesk', Dimensions: [['stack', 'reason']], Metrics: [{ Name, Unit: 'Count' }] },
  ],
});

function masked(value: LogFields[string]): LogFields[string] {
  const text = String(value);
  const cut = mask(text);
  return typeof value === 'string' || cut !== text ? cut : value;
}

/** Numbers cut to their last four digits. */
export function mask(text: string): string {
  return text.replace(/\d{3,}(?=\d{4})/g, '…');
}

/** What may be logged of an error: its name and its cause's. Its message may repeat what a customer sent, or a key. */
export function describe(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const cause = error.cause instanceof Error ? error.cause.name : undefined;
  return { error: error.name, ...(cause && { cause }) };
}
