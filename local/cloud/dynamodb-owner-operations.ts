import { type Json, tablesOf } from './dynamodb-operations.ts';
import { errorReply, okReply, type Reply } from './dynamodb-reply.ts';
import type { TableSpec } from './resources/tables.ts';

/**
 * Operations that owners' tools use and the embedded store lacks: a table's settings, read from the template.
 * Undefined: the operation is another one.
 */
export function ownerOperation(
  operation: string,
  input: Json,
  tables: readonly TableSpec[],
): Reply | undefined {
  const [name] = tablesOf(operation, input);
  const table = tables.find((candidate) => candidate.name === name);
  if (table) return tableSettings(operation, table);
  return operation.endsWith('ContinuousBackups') && name !== undefined
    ? errorReply(400, 'TableNotFoundException', `Table not found: ${name}`)
    : undefined;
}

function tableSettings(
  operation: string,
  { timeToLiveAttribute: AttributeName, pointInTimeRecovery }: TableSpec,
): Reply | undefined {
  switch (operation) {
    case 'DescribeTimeToLive':
      return okReply({
        TimeToLiveDescription: AttributeName
          ? { TimeToLiveStatus: 'ENABLED', AttributeName }
          : { TimeToLiveStatus: 'DISABLED' },
      });
    case 'UpdateTimeToLive':
      return errorReply(400, 'ValidationException', 'TimeToLive is what the template says: change it there.');
    case 'DescribeContinuousBackups':
      return okReply({
        ContinuousBackupsDescription: {
          // On AWS every table has continuous backups; a template only enables the recovery.
          ContinuousBackupsStatus: 'ENABLED',
          PointInTimeRecoveryDescription: {
            PointInTimeRecoveryStatus: pointInTimeRecovery ? 'ENABLED' : 'DISABLED',
          },
        },
      });
    case 'UpdateContinuousBackups':
      return errorReply(
        400,
        'ValidationException',
        'Point-in-time recovery is what the template says: change it there.',
      );
    default:
      return undefined;
  }
}
