import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  clientOptions,
  deployedStack,
  OUTPUTS_FILE,
  type StackChoice,
  type DeployedStack,
  type Outputs,
} from './outputs.ts';

/** Physical names of the desk's tables. */
export type TableNames = Record<keyof typeof OUTPUTS, string>;

/** The stack output that names each table; locally a table has its logical name. */
const OUTPUTS = {
  tickets: { output: 'TicketsTable', local: 'Tickets' },
  messages: { output: 'MessagesTable', local: 'Messages' },
  deliveries: { output: 'DeliveriesTable', local: 'Deliveries' },
  calls: { output: 'CallsTable', local: 'Calls' },
  nccoConfig: { output: 'NccoConfigTable', local: 'NccoConfig' },
  agents: { output: 'AgentsTable', local: 'Agents' },
} as const;

/** The tables with a client that has the owner's rights. */
export interface OwnerTables {
  dynamodb: DynamoDBDocumentClient;
  tables: TableNames;
}

/** The tables of the chosen stack, with the owner's AWS credentials. */
export function deployedTables(choice: StackChoice): OwnerTables & { stack: DeployedStack } {
  const stack = deployedStack(choice);
  return {
    stack,
    tables: tableNames(stack.outputs, choice.outputs ?? OUTPUTS_FILE),
    dynamodb: DynamoDBDocumentClient.from(new DynamoDBClient(clientOptions(stack))),
  };
}

/** The tables of the desk that `npm start` runs on this machine. */
export function localTables(port: string): OwnerTables {
  const endpoint = `http://127.0.0.1:${port}`;
  if (!/^\d+$/.test(port) || !URL.canParse(endpoint))
    throw new Error('DYNAMODB_PORT is no port, such as 8000.');
  const names = Object.entries(OUTPUTS).map(([table, { local }]) => [table, local]);
  return {
    tables: Object.fromEntries(names) as TableNames,
    dynamodb: DynamoDBDocumentClient.from(
      new DynamoDBClient({
        endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: 'owner', secretAccessKey: 'owner' },
        maxAttempts: 1,
      }),
    ),
  };
}

function tableNames(outputs: Outputs, file: string): TableNames {
  const names = Object.entries(OUTPUTS).map(([table, { output }]) => {
    const name = outputs[output];
    if (name === undefined)
      throw new Error(`${file} names no ${output}: it is of an older stack, run "npm run deploy" again.`);
    return [table, name];
  });
  return Object.fromEntries(names) as TableNames;
}
