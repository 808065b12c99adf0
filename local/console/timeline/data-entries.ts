import type { Draft } from './draft.ts';
import type { Tone } from './entry.ts';
import { oneLine, toKebabCase } from './format.ts';
import type { CloudEvents } from './system-event.ts';

const READS = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan']);

/** Errors of DynamoDB that are part of normal work: a lost race, or an operation to be retried. */
const EXPECTED = /^(ConditionalCheckFailed|TransactionCanceled|ProvisionedThroughputExceeded)/;

/** The lane of whoever called the data service; a call outside any function is the owner's. */
const callerOf = (name: string | undefined): string => (name === undefined ? 'owner' : toKebabCase(name));

export function dynamodbEntry(event: CloudEvents['dynamodb']): Draft {
  return {
    kind: 'dynamodb',
    from: callerOf(event.function),
    to: oneLine(event.tables[0] ?? 'DynamoDB'),
    title: oneLine([event.operation, event.tables.join(', ')].join(' ').trim()),
    tone: dynamodbTone(event),
    ms: event.ms,
    ...dynamodbNote(event),
  };
}

function dynamodbTone({ status, error = '' }: CloudEvents['dynamodb']): Tone {
  if (status === 200) return 'plain';
  return EXPECTED.test(error) ? 'warn' : 'bad';
}

/** The consumed capacity of an operation that succeeded, the error of one that failed. */
function dynamodbNote({ status, error, capacity, operation }: CloudEvents['dynamodb']): Pick<Draft, 'note'> {
  if (status !== 200) return { note: oneLine(error ?? String(status)) };
  if (capacity === undefined) return {};
  return { note: `${capacity} ${READS.has(operation) ? 'RCU' : 'WCU'}` };
}

export function secretsEntry(event: CloudEvents['secrets']): Draft {
  return {
    kind: 'secrets',
    from: callerOf(event.function),
    to: 'Secrets Manager',
    title: oneLine([event.operation, event.secret].filter(Boolean).join(' ')),
    tone: event.status === 200 ? 'plain' : 'bad',
    ...(event.error !== undefined && { note: event.error }),
  };
}
