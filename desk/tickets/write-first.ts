import { isStopped } from '../consent/consent.ts';
import type { Customer } from '../customers/customer.ts';
import { allowedCountries } from '../messages/sms/channel.ts';
import { blockedError } from '../messages/block-reason.ts';
import { countryOf } from '../numbers/country.ts';
import type { OutboundMessage } from '../messages/outbox.ts';
import { NUMBER_SENTENCES, readMsisdn } from '../numbers/msisdn.ts';
import { ClientError } from '../client-error.ts';
import { numberFor, type Settings } from '../settings.ts';
import {
  messageUnlessBlocked,
  findTicket,
  checkedText,
  requireSameText,
  postOnTicket,
  ROUNDS,
  type Action,
  type AgentDesk,
} from './agent-desk.ts';
import { reopenedAt } from './reopen.ts';
import type { Ticket } from './ticket.ts';

/**
 * Writes first: on the customer's open ticket, or on a new one, which needs no confirmation. The same action again returns
 * the ticket and the text of the first time and changes nothing, whatever became of the ticket since.
 *
 * @throws ClientError 400 for what is no customer's number, or a text that is blank or has too many parts; 409 for a customer who opted out
 *   and 403 for a country that is not allowed, before any ticket is opened; 422 when the key was used with another text;
 *   503 before a number is set up; what {@link messageUnlessBlocked} throws
 */
export async function writeFirst(
  written: string,
  writtenText: string,
  { agent, key }: Action,
  desk: AgentDesk,
): Promise<{ ticket: Ticket; message: OutboundMessage }> {
  const { outbox, settings } = desk;
  const customer = customerIn(written, settings);
  const text = checkedText(writtenText, settings);
  // Without the ticket's number: the same request repeated after a close must not send a second text.
  const first = { cause: `first:${customer}:${key}`, openedBy: `agent-${key}` };
  for (let round = 0; round < ROUNDS; round += 1) {
    const known = await desk.tickets.customer(customer);
    // Read after the customer: a ticket that an earlier request opened is not taken for one that this request opened.
    const before = await outbox.find(first.cause);
    if (before) requireSameText(before, text);
    else requireReachable(customer, known, desk);
    const place = before
      ? { ticket: await findTicket(before.ticket ?? 0, desk), at: before.at }
      : await ticketFor(customer, known?.ticket, first.openedBy, desk);
    if (!place) continue;
    const { ticket, at } = place;
    const message = messageUnlessBlocked(
      await postOnTicket(ticket, { cause: first.cause, text, agent, at }, desk),
      text,
    );
    const isHere = message.ticket === undefined || message.ticket === ticket.number;
    return { ticket: isHere ? ticket : await findTicket(message.ticket ?? 0, desk), message };
  }
  throw new ClientError(
    409,
    'ticket-contention',
    'Somebody else is working on this customer right now; please try again.',
  );
}

function customerIn(written: string, settings: Settings): string {
  const read = readMsisdn(written);
  if (!read.ok) throw new ClientError(400, `customer-${read.problem}`, NUMBER_SENTENCES[read.problem]);
  const customer = read.msisdn;
  if (customer in settings.numbers) {
    throw new ClientError(400, 'customer-is-ours', 'This is a number of our own.');
  }
  return customer;
}

/** The send policy checks the same later; checked here, a block leaves no empty ticket behind. */
function requireReachable(
  msisdn: string,
  customer: Customer | undefined,
  { settings, now }: AgentDesk,
): void {
  if (isStopped(customer?.consent, { at: now() })) throw blockedError('opted-out');
  if (!allowedCountries(settings).has(countryOf(msisdn) ?? '')) throw blockedError('country-not-allowed');
}

/** The ticket to write on and the text's moment on it; undefined when a race was lost. */
async function ticketFor(
  customer: string,
  current: Ticket | undefined,
  openedBy: string,
  { tickets, settings, now }: AgentDesk,
): Promise<{ ticket: Ticket; at: number } | undefined> {
  if (current?.openedBy === openedBy) {
    // An earlier request opened it and died; closed meanwhile, it is reopened for the text for which it was opened.
    if (current.status === 'closed') await tickets.reopen(current, current, reopenedAt(current, now()));
    else return { ticket: current, at: current.lastMessageAt };
    return undefined;
  }
  if (current?.status === 'open') {
    const at = await tickets.touch(customer, current.number, now());
    return at === undefined ? undefined : { ticket: { ...current, lastMessageAt: at }, at };
  }
  const businessNumber = numberFor(settings, 'support');
  if (!businessNumber) {
    throw new ClientError(
      503,
      'no-support-number',
      'No support number is configured yet: run the set-up command.',
    );
  }
  const [number] = await Promise.all([tickets.nextNumber(), current && tickets.archive(current)]);
  const at = now();
  const ticket: Ticket = {
    number,
    customer,
    businessNumber,
    status: 'open',
    openedAt: at,
    openedBy,
    lastMessageAt: at,
  };
  return (await tickets.open(ticket, undefined, current)) ? { ticket, at } : undefined;
}
