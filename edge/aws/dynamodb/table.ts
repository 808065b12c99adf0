import type { IndexOf, TableVariable } from '../../../contract/tables.ts';
import { environment } from '../environment.ts';

/** The physical name of a table. */
export const tableName = (variable: TableVariable): string => environment(variable);

/** What a query names to read one of the table's indexes. */
export const onIndex = <V extends TableVariable>(
  variable: V,
  index: IndexOf<V>,
): { TableName: string; IndexName: string } => ({ TableName: tableName(variable), IndexName: index });
