import type { ItemKey } from './conditional.ts';

/* The items of one conversation in the Calls table, by their sort keys. */

/** The call. */
export const CALL = 'call';
/** Before a leg's name. */
export const LEG = 'leg#';
/** Before an event's id. */
export const EVENT = 'event#';

export const itemOf = (TableName: string, conversation: string, item: string): ItemKey => ({
  TableName,
  Key: { call: conversation, item },
});
