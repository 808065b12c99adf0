import { asRecord } from './dynamodb-operations.ts';

/** A response of DynamoDB's JSON protocol. */
export interface Reply {
  status: number;
  body: unknown;
}

export function okReply(body: unknown): Reply {
  return { status: 200, body };
}

export function errorReply(
  status: number,
  type: string,
  message: string,
  namespace = 'com.amazonaws.dynamodb.v20120810',
): Reply {
  return { status, body: { __type: `${namespace}#${type}`, message } };
}

/** The error's type without its namespace; `unknown` where the body has none. */
export function errorType(body: unknown): string {
  const type = asRecord(body)['__type'];
  return (typeof type === 'string' && type.split('#').at(-1)) || 'unknown';
}
