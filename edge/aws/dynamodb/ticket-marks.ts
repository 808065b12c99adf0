import type { MaybeOptOut } from '../../../desk/tickets/ticket.ts';
import type { TicketStore } from '../../../desk/tickets/ticket-store.ts';
import { allOf, anyOf, equals, isAbsent, isLess, updateIf, type Condition } from './conditional.ts';
import { archiveKey, customerKey } from './customer-item.ts';

/** No text as new as this one, or newer, has marked the ticket: texts may come in any order. */
const hasNoNewerMark = ({ at }: MaybeOptOut): Condition =>
  anyOf(isAbsent('maybeOptOut'), isLess('maybeOptOut.at', at));

/** The mark is the one that the agent saw: a newer text may have set another one. */
const isMarkedBy = (text: string): Condition => equals('maybeOptOut.by', text);

/** The mark of a ticket whose customer may have asked to opt out. */
export function ticketMarks(TableName: string): Pick<TicketStore, 'mark' | 'dismiss'> {
  return {
    async mark({ customer, number }, mark) {
      const item = { TableName, Key: customerKey(customer) };
      await updateIf(item, allOf(equals('number', number), hasNoNewerMark(mark)), {
        set: { maybeOptOut: mark },
      });
    },

    async dismiss({ customer, number, maybeOptOut: seen }, agent) {
      if (!seen) return;
      const isSeen = allOf(equals('number', number), isMarkedBy(seen.by));
      const dismissIn = (Key: { id: string }): Promise<boolean> =>
        updateIf({ TableName, Key }, isSeen, { set: { 'maybeOptOut.dismissedBy': agent } });
      if (!(await dismissIn(customerKey(customer)))) await dismissIn(archiveKey(number));
    },
  };
}
