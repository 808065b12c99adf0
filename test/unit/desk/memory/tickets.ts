import type { Customer, CustomerStore } from '../../../../desk/customers/customer.ts';
import type { AccountHold, HoldStore } from '../../../../desk/messages/account-hold.ts';
import type { SendPolicyStore } from '../../../../desk/messages/send-policy.ts';
import { DEFAULT_SETTINGS } from '../../../../desk/settings.ts';
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
  /** How many were counted for all customers, by allowance and day. */
  readonly totals = new Map<string, number>();
  hold: AccountHold | undefined;
  readonly archive = new Map<number, Ticket>();
  private last = 1_000;
  private readonly now: () => number;

  /** @param now what has expired by then is not found any more, ms since the epoch */
  constructor(now: () => number = () => 0) {
    this.now = now;
  }

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

  private isCurrent({ customer, number }: Ticket): boolean {
    return this.customers.get(customer)?.ticket?.number === number;
  }

  store(step: Step, keepDays = DEFAULT_SETTINGS.keepDays): TicketStore {
    const isLive = ({ closedAt, lastMessageAt }: Ticket): boolean =>
      (closedAt ?? lastMessageAt) + keepDays * DAY_MS > this.now();
    const archived = (number: number): Ticket | undefined => {
      const ticket = this.archive.get(number);
      return ticket && isLive(ticket) ? structuredClone(ticket) : undefined;
    };
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
      archived: (number) => step(() => archived(number)),
      archive: (ticket) =>
        step(() => {
          const kept = this.archive.get(ticket.number);
          if (!kept || (kept.closedAt ?? Infinity) < (ticket.closedAt ?? 0))
            this.archive.set(ticket.number, structuredClone(ticket));
        }),
      open: (ticket, pendingConfirmation, instead) =>
        step(() => {
          const current = this.customers.get(ticket.customer)?.ticket;
          const isAsRead = instead ? isClosedAsRead(current, instead) : current === undefined;
          if (!isAsRead) return false;
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
      // Two writes: others may act between them.
      touch: async (customer, number, at) => {
        let moment: number | undefined;
        const moveTo = (next: (ticket: Ticket) => number) => (row: WithTicket) => {
          moment = next(row.ticket);
          return { ...row, ticket: { ...row.ticket, lastMessageAt: moment } };
        };
        const isLatest = (row: WithTicket) => isOpen(number)(row) && row.ticket.lastMessageAt < at;
        const isMoved = await change(
          customer,
          isLatest,
          moveTo(() => at),
        );
        if (!isMoved)
          await change(
            customer,
            isOpen(number),
            moveTo(({ lastMessageAt }) => lastMessageAt + 1),
          );
        return moment;
      },
      clearPendingConfirmation: async (customer, number) => {
        await change(
          customer,
          ({ ticket }) => ticket.number === number,
          ({ pendingConfirmation: _cleared, ...row }) => row,
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
          (row) => isClosedAsRead(row.ticket, instead),
          ({ pendingConfirmation: _cleared, ...row }) => {
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
        if (!seen) return;
        const isDone = await change(
          customer,
          ({ ticket }) => isSeen(ticket),
          ({ ticket, ...row }) => ({ ...row, ticket: dismissed(ticket) }),
        );
        if (isDone) return;
        await step(() => {
          const kept = this.archive.get(number);
          if (isSeen(kept)) this.archive.set(number, dismissed(kept));
        });
      },
      byNumber: async (number) => {
        const msisdn = await step(() => this.ticket(number)?.customer);
        if (msisdn === undefined) return undefined;
        const current = () =>
          step(() => {
            const ticket = this.customers.get(msisdn)?.ticket;
            return ticket?.number === number ? structuredClone(ticket) : undefined;
          });
        return (await current()) ?? (await step(() => archived(number))) ?? (await current());
      },
      list: (status, { limit, after }) =>
        step(() =>
          this.all()
            .filter((ticket) => this.isCurrent(ticket) || isLive(ticket))
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
      standing: (msisdn, day, allowance = 'texts') =>
        step(() => ({
          customer: structuredClone(this.customers.get(msisdn)),
          sent: [...sent(msisdn, day)],
          sentToAll: this.totals.get(`${allowance} ${day}`) ?? 0,
          hold: this.hold,
        })),
      // Two writes at once: the total also counts a text for which a race left no room.
      count: async (msisdn, day, id, limit, allowance = 'texts') => {
        const [isCounted] = await Promise.all([
          step(() => {
            const ids = sent(msisdn, day);
            if (!ids.has(id) && ids.size >= limit) return false;
            ids.add(id);
            return true;
          }),
          step(() => {
            const total = `${allowance} ${day}`;
            this.totals.set(total, (this.totals.get(total) ?? 0) + 1);
          }),
        ]);
        return isCounted;
      },
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

/** What the store compares of a closed ticket; of its other attributes none changes while these stay. */
const isClosedAsRead = (current: Ticket | undefined, read: Ticket): boolean =>
  current?.status === 'closed' &&
  current.number === read.number &&
  current.closedAt === read.closedAt &&
  current.lastMessageAt === read.lastMessageAt;

const DAY_MS = 86_400_000;

const hasTicket = (row: Customer | undefined): row is WithTicket => row?.ticket !== undefined;
