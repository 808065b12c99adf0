import { describe, expect, test } from '@jest/globals';
import type { Message } from '../../../../desk/messages/message.ts';
import {
  archivedHome,
  momentOn,
  newTicket,
  nextAttachStep,
  type Reading,
} from '../../../../desk/tickets/attach-step.ts';
import type { Ticket } from '../../../../desk/tickets/ticket.ts';

const AT = 1_800_000_000_000;
const HOUR_MS = 3_600_000;
const NEVER = { reopenWithinMs: 0 };

const message: Message = {
  id: 'in-one',
  direction: 'inbound',
  customer: '447700900001',
  businessNumber: '447700900000',
  text: 'My parcel is wet',
  at: AT,
  status: 'received',
};
const open: Ticket = {
  number: 1001,
  customer: message.customer,
  businessNumber: message.businessNumber,
  status: 'open',
  openedAt: AT - HOUR_MS,
  openedBy: 'in-zero',
  lastMessageAt: AT - 10,
};
const closed: Ticket = { ...open, status: 'closed', closedAt: AT - 5 };
const known = { msisdn: message.customer };

const read = (ticket: Ticket | undefined, more: Partial<Reading> = {}): Reading => ({
  message,
  stored: undefined,
  customer: ticket && { ...known, ticket },
  missedByClose: false,
  ...more,
});
const on = (number: number, at = AT): Pick<Reading, 'stored'> => ({
  stored: { ...message, at, ticket: number },
});

describe('a text that is not stored', () => {
  test('opens a ticket for a stranger, and for a customer whose ticket is closed', () => {
    expect(nextAttachStep(read(undefined), undefined, NEVER)).toEqual({
      next: 'open',
      text: message,
      instead: undefined,
      known,
    });
    const customer = { ...known, ticket: closed, pendingConfirmation: 'confirm' as const };
    expect(nextAttachStep(read(closed, { customer }), undefined, NEVER)).toEqual({
      next: 'open',
      text: message,
      instead: closed,
      known: { ...known, ticket: closed },
    });
  });

  test('joins the open ticket', () => {
    expect(nextAttachStep(read(open), undefined, NEVER)).toMatchObject({ next: 'join', ticket: open });
  });

  test.each([
    [5, 'reopen'],
    [4, 'open'],
  ])('%d ms after the close are allowed to reopen: %s', (reopenWithinMs, next) => {
    expect(nextAttachStep(read(closed), undefined, { reopenWithinMs })).toMatchObject({ next });
  });

  test('reopens at a moment after the close, whatever the clocks say', () => {
    const ahead = { ...closed, closedAt: AT + 50 };
    expect(nextAttachStep(read(ahead), undefined, { reopenWithinMs: 1 })).toMatchObject({ at: AT + 51 });
  });
});

describe('a text that is stored', () => {
  test('as a reply to a notification stays one', () => {
    const stored = { ...message, delivery: 'd-1' };
    expect(nextAttachStep(read(open, { stored }), undefined, NEVER)).toEqual({
      next: 'finish',
      customer: undefined,
      addsParts: false,
    });
    expect(archivedHome(read(open, { stored: { ...stored, ticket: 7 } }))).toBeUndefined();
  });

  test('on the open ticket, and noted there, needs no write', () => {
    const noted = { ...open, lastMessageAt: AT };
    expect(nextAttachStep(read(noted, on(1001)), undefined, NEVER)).toMatchObject({
      next: 'finish',
      addsParts: true,
      customer: { ticket: noted },
    });
  });

  test('on the open ticket, and not noted there, is noted', () => {
    expect(nextAttachStep(read(open, on(1001)), undefined, NEVER)).toMatchObject({ next: 'join' });
  });

  test('on the closed ticket, and seen by who closed it, opens nothing', () => {
    const step = nextAttachStep(read(closed, on(1001, AT - 10)), undefined, { reopenWithinMs: HOUR_MS });
    expect(step).toEqual({ next: 'finish', customer: undefined, addsParts: false });
  });

  test('on the closed ticket, and never seen, opens another', () => {
    expect(nextAttachStep(read(closed, on(1001)), undefined, NEVER)).toMatchObject({ next: 'open' });
  });

  test('on a ticket that was closed meanwhile counts as unseen, whatever its moment', () => {
    const reading = read(closed, { ...on(1001, AT - 10), missedByClose: true });
    expect(nextAttachStep(reading, undefined, NEVER)).toMatchObject({ next: 'open' });
    expect(archivedHome({ ...reading, ...on(900, AT - 10) })).toBeUndefined();
  });

  test('on an archived ticket asks for that, and stays there if it was seen', () => {
    const archived = { ...closed, number: 900, openedBy: 'in-other' };
    const reading = read(open, on(900, AT - 10));
    expect(archivedHome(reading)).toBe(900);
    expect(nextAttachStep(reading, archived, NEVER)).toEqual({
      next: 'finish',
      customer: undefined,
      addsParts: false,
    });
    expect(nextAttachStep(read(open, on(900)), archived, NEVER)).toMatchObject({
      next: 'join',
      ticket: open,
    });
  });

  test('on an archived ticket that it opened is returned with that, for its confirmation', () => {
    const archived = { ...closed, number: 900, openedBy: message.id };
    const customer = { ...known, ticket: open, pendingConfirmation: 'confirm' as const };
    expect(nextAttachStep(read(open, { ...on(900, AT - 10), customer }), archived, NEVER)).toEqual({
      next: 'finish',
      customer: { ...known, ticket: archived },
      addsParts: false,
    });
  });
});

describe('a ticket that the text opened and that was closed before the text got onto it', () => {
  const own = { ...closed, openedBy: message.id };

  test.each<[string, Partial<Reading>]>([
    ['is not stored', {}],
    ['is stored on another ticket', on(900, AT - 10)],
    ['was stored after the close', on(1001)],
    ['was put there while it was closed', { ...on(1001, AT - 10), missedByClose: true }],
  ])('opens again where the text %s', (_how, more) => {
    expect(nextAttachStep(read(own, more), undefined, NEVER)).toEqual({
      next: 'reopen-own',
      ticket: own,
      at: expect.any(Number),
    });
    expect(archivedHome(read(own, more))).toBeUndefined();
  });

  test('stays closed where the text was seen', () => {
    expect(nextAttachStep(read(own, on(1001, AT - 10)), undefined, NEVER)).toMatchObject({
      next: 'finish',
      customer: { ticket: own },
    });
  });
});

test('a part that the stored text lacks is new at the moment at which it arrives', () => {
  const split = (part: number) => ({ total: 2, parts: { [part]: 'x' } });
  const stored = { ...message, at: AT - 100, ticket: 1001, split: split(1) };
  const noted = { ...open, lastMessageAt: AT - 50 };
  const arriving = { ...message, split: split(2) };
  expect(nextAttachStep(read(noted, { message: arriving, stored }), undefined, NEVER)).toMatchObject({
    next: 'join',
    text: { at: AT },
  });
  const again = { ...message, split: split(1) };
  expect(nextAttachStep(read(noted, { message: again, stored }), undefined, NEVER)).toMatchObject({
    next: 'finish',
    addsParts: true,
  });
});

test('a new text counts later than all on its ticket; a stored one keeps its moment', () => {
  expect(momentOn({ ...open, lastMessageAt: AT + 5 }, message, undefined)).toBe(AT + 6);
  expect(momentOn(open, message, undefined)).toBe(AT);
  expect(momentOn({ ...open, lastMessageAt: AT + 5 }, message, message)).toBe(AT);
});

test('a ticket that a text opens is older than the text: who closes it empty has not seen the text', () => {
  expect(newTicket(1002, message)).toMatchObject({ number: 1002, openedBy: 'in-one', lastMessageAt: AT - 1 });
});
