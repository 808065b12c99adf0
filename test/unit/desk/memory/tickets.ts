import type { Customer, CustomerStore } from '../../../../desk/customers/customer.ts';
import type { AccountHold, HoldStore } from '../../../../desk/messages/account-hold.ts';
import type { SendPolicyStore } from '../../../../desk/messages/send-policy.ts';
import { isMaybeOptOut } from '../../../../desk/tickets/maybe-opt-out.ts';
import { inListOrder, type Ticket } from '../../../../desk/tickets/ticket.ts';
import type { TicketStore } from '../../../../desk/tickets/ticket-store.ts';
import type { Step } from './steps.ts';

type WithTicket = Customer & { ticket: Ticket };

/** The Tickets table in memory: one item a customer, one a closed ticket that made room, one counter. */
export class TicketsTable {
  readonly customers = new Map<string, Customer>();
  /** The ids of texts that were counted, by day and by customer. */
  readonly counted = new Map<string, Set<string>>();
  /** Those that nobody asked for, by day. */
  readonly unsolicited = new Map<string, Set<string>>();
  hold: AccountHold | undefined;
  readonly archive = new Map<number, Ticket>();
  private last = 1_000;

  /** Every ticket that was ever opened, by number. */
  all(): Ticket[] {
    const byNumber = new Map([
      ...this.archive,
      ...[...this.customers.values()].flatMap(({ ticket }) =>
        ticket ? [[ticket.number, ticket] as const] : [],
      ),
    ]);
    return [...byNumber.values()].sort((one, other) => one.number - other.number);
  }

  ticket(number: number): Ticket | undefined {
    return this.all().find((ticket) => ticket.number === number);
  }

  store(step: Step): TicketStore {
    const change = (
      msisdn: string,
      condition: (row: WithTicket) => boolean,
      update: (row: WithTicket) => Customer,
    ): Promise<boolean> =>
      step(() => {
        const row = this.customers.get(msisdn);
        if (!hasTicket(row) || !condition(row)) return false;
        this.customers.set(msisdn, update(row));
        return true;
      });
    const isOpen =
      (number: number) =>
      ({ ticket }: WithTicket) =>
        ticket.number === number && ticket.status === 'open';

    return {
      customer: (msisdn) => step(() => structuredClone(this.customers.get(msisdn))),
      nextNumber: () => step(() => (this.last += 1)),
      archived: (number) => step(() => structuredClone(this.archive.get(number))),
      archive: (ticket) =>
        step(() => {
          const kept = this.archive.get(ticket.number);
          if (!kept || (kept.closedAt ?? 0) < (ticket.closedAt ?? 0))
            this.archive.set(ticket.number, { ...ticket });
        }),
      open: (ticket, pendingConfirmation, instead) =>
        step(() => {
          const current = this.customers.get(ticket.customer)?.ticket;
          const asRead = instead
            ? current?.status === 'closed' && unmarked(current) === unmarked(instead)
            : current === undefined;
          if (!asRead) return false;
          const { pendingConfirmation: _old, ...known } = this.customers.get(ticket.customer) ?? {
            msisdn: ticket.customer,
          };
          this.customers.set(ticket.customer, {
            ...known,
            ticket: { ...ticket },
            ...(pendingConfirmation && { pendingConfirmation }),
          });
          return true;
        }),
      touch: async (customer, number, at) => {
        let moment: number | undefined;
        await change(customer, isOpen(number), ({ ticket, ...row }) => {
          moment = Math.max(at, ticket.lastMessageAt + 1);
          return { ...row, ticket: { ...ticket, lastMessageAt: moment } };
        });
        return moment;
      },
      clearPendingConfirmation: async (customer, number) => {
        await change(
          customer,
          ({ ticket }) => ticket.number === number,
          ({ pendingConfirmation: _paid, ...row }) => row,
        );
      },
      close: ({ customer, number, lastMessageAt }, { at, by }) =>
        change(
          customer,
          (row) => isOpen(number)(row) && row.ticket.lastMessageAt === lastMessageAt,
          (row) => ({
            ...row,
            ticket: {
              ...row.ticket,
              status: 'closed',
              closedAt: at,
              ...(by !== undefined && { closedBy: by }),
            },
          }),
        ),
      reopen: async ({ closedAt, closedBy: _by, ...ticket }, instead, at) => {
        const reopened = await change(
          ticket.customer,
          (row) => unmarked(row.ticket) === unmarked(instead),
          ({ pendingConfirmation: _owes, ...row }) => {
            const mark = (row.ticket.number === ticket.number ? row.ticket : ticket).maybeOptOut;
            const { maybeOptOut: _read, ...open } = ticket;
            return {
              ...row,
              ticket: { ...open, status: 'open', lastMessageAt: at, ...(mark && { maybeOptOut: mark }) },
            };
          },
        );
        const isStale = () => this.archive.get(ticket.number)?.closedAt === closedAt;
        if (reopened) await step(() => isStale() && this.archive.delete(ticket.number));
        return reopened;
      },
      mark: async ({ customer, number }, mark) => {
        await change(
          customer,
          ({ ticket }) => ticket.number === number && (ticket.maybeOptOut?.at ?? -1) < mark.at,
          ({ ticket, ...row }) => ({ ...row, ticket: { ...ticket, maybeOptOut: mark } }),
        );
      },
      dismiss: async ({ customer, number, maybeOptOut: seen }, agent) => {
        const dismissed = (ticket: Ticket): Ticket => ({
          ...ticket,
          ...(ticket.maybeOptOut && { maybeOptOut: { ...ticket.maybeOptOut, dismissedBy: agent } }),
        });
        const isSeen = (ticket: Ticket | undefined): ticket is Ticket =>
          ticket?.number === number && ticket.maybeOptOut !== undefined && ticket.maybeOptOut.by === seen?.by;
        const isDone = await change(
          customer,
          ({ ticket }) => isSeen(ticket),
          ({ ticket, ...row }) => ({ ...row, ticket: dismissed(ticket) }),
        );
        const kept = isDone ? undefined : this.archive.get(number);
        if (isSeen(kept)) await step(() => this.archive.set(number, dismissed(kept)));
      },
      byNumber: (number) => step(() => structuredClone(this.ticket(number))),
      list: (status, { limit, after }) =>
        step(() =>
          this.all()
            .filter((ticket) => ticket.status === status && (!after || inListOrder(after, ticket) < 0))
            .sort(inListOrder)
            .slice(0, limit)
            .map(({ maybeOptOut, ...ticket }) => {
              const marked = { ...ticket, ...(maybeOptOut && { maybeOptOut }) };
              return isMaybeOptOut(marked, this.customers.get(ticket.customer)?.consent) ? marked : ticket;
            }),
        ),
    };
  }

  customerStore(step: Step): CustomerStore & SendPolicyStore {
    const learn = (msisdn: string, what: Partial<Customer>): void => {
      this.customers.set(msisdn, { ...(this.customers.get(msisdn) ?? { msisdn }), ...what });
    };
    const sent = (msisdn: string, day: string): Set<string> => {
      const key = `${day} ${msisdn}`;
      const found = this.counted.get(key) ?? new Set();
      this.counted.set(key, found);
      return found;
    };
    return {
      find: (msisdn) => step(() => structuredClone(this.customers.get(msisdn))),
      setConsent: (msisdn, consent, seen) =>
        step(() => {
          const stands = this.customers.get(msisdn)?.consent;
          if (stands?.by !== seen?.by || stands?.at !== seen?.at) return false;
          learn(msisdn, { consent });
          return true;
        }),
      setLanguage: (msisdn, language) => step(() => learn(msisdn, { language })),
      standing: (msisdn, day, allowance) =>
        step(() => {
          const unasked = this.unsolicited.get(day)?.size ?? 0;
          const all = [...this.counted]
            .filter(([key]) => key.startsWith(day))
            .reduce((sum, [, ids]) => sum + ids.size, 0);
          return {
            customer: structuredClone(this.customers.get(msisdn)),
            sent: [...sent(msisdn, day)],
            sentToAll: allowance === 'unsolicited' ? unasked : all - unasked,
            hold: this.hold,
          };
        }),
      count: (msisdn, day, id, limit, allowance) =>
        step(() => {
          const ids = sent(msisdn, day);
          if (!ids.has(id) && ids.size >= limit) return false;
          ids.add(id);
          const unasked = this.unsolicited.get(day) ?? new Set();
          if (allowance === 'unsolicited') this.unsolicited.set(day, unasked.add(id));
          return true;
        }),
    };
  }

  holdStore(step: Step): HoldStore {
    return {
      find: () => step(() => this.hold),
      replace: (hold, seen) =>
        step(() => {
          if (this.hold?.probeAt !== seen?.probeAt || this.hold?.since !== seen?.since) return false;
          this.hold = hold;
          return true;
        }),
    };
  }
}

/** What DynamoDB compares of a ticket: not its mark. */
const unmarked = ({ maybeOptOut: _mark, ...ticket }: Ticket): string => JSON.stringify(ticket);

const hasTicket = (row: Customer | undefined): row is WithTicket => row?.ticket !== undefined;
