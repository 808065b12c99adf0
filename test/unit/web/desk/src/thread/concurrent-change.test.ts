import { describe, expect, test } from '@jest/globals';
import type { Call, Message, Ticket } from '../../../../../../web/desk/src/api.ts';
import { Problem } from '../../../../../../web/desk/src/problem.ts';
import { createDrafts, confirmedByThread } from '../../../../../../web/desk/src/thread/drafts.ts';
import {
  newMessages,
  linesOf,
  withEarlier,
  withMessage,
  withNewest,
  type Thread,
} from '../../../../../../web/desk/src/thread/lines.ts';
import { findConcurrentChange } from '../../../../../../web/desk/src/thread/concurrent-change.ts';

const ticket = (more: Partial<Ticket> = {}): Ticket => ({
  number: 1001,
  customer: '447700900001',
  status: 'open',
  openedAt: 0,
  lastMessageAt: 0,
  ...more,
});
const text = (at: number, more: Partial<Message> = {}): Message => ({
  id: `m${at}`,
  direction: 'inbound',
  from: '447700900001',
  to: '447700900000',
  text: `text ${at}`,
  at,
  status: 'received',
  ...more,
});
const byAgent = (at: number, agent: string, more: Partial<Message> = {}): Message =>
  text(at, { direction: 'outbound', status: 'sent', agent, ...more });
const call = (at: number, more: Partial<Call> = {}): Call => ({
  call: `leg-${at}`,
  conversation: `CON-${at}`,
  at,
  ...more,
});
const thread = (messages: Message[], more: Partial<Thread> = {}): Thread => ({
  ticket: ticket(),
  messages,
  calls: [],
  ...more,
});
const ids = ({ messages }: Thread) => messages.map(({ id }) => id);

describe('a thread', () => {
  test('takes what changed and what is new from its newest page', () => {
    const before = thread([text(1), byAgent(2, 'Jane')]);
    const page = thread([text(1), byAgent(2, 'Jane', { status: 'delivered' }), text(3)]);
    const now = withNewest(before, page);
    expect(ids(now)).toEqual(['m1', 'm2', 'm3']);
    expect(now.messages[1]?.status).toBe('delivered');
    expect(newMessages(before, now).map(({ id }) => id)).toEqual(['m3']);
  });

  test('keeps the earlier texts that were asked for', () => {
    const first = thread([text(3), text(4)], { earlier: 'before 3' });
    const whole = withEarlier(first, thread([text(1), text(2)], { earlier: 'before 1' }));
    const now = withNewest(whole, thread([text(4), text(5)], { earlier: 'before 4' }));
    expect(ids(now)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5']);
    expect(now.earlier).toBe('before 1');
  });

  test('lets go of a text that moved to another ticket', () => {
    expect(ids(withNewest(thread([text(1), text(2)]), thread([text(1)])))).toEqual(['m1']);
  });

  test('is another one for another ticket', () => {
    const other = thread([text(9)], { ticket: ticket({ number: 1002 }) });
    expect(withNewest(thread([text(1)], { earlier: 'x' }), other)).toEqual(other);
    expect(newMessages(thread([text(1)]), other)).toEqual([]);
  });

  test('holds a text once, however often it is put in', () => {
    const now = withMessage(withMessage(thread([text(1), text(3)]), byAgent(2, 'Jane')), byAgent(2, 'Jane'));
    expect(ids(now)).toEqual(['m1', 'm2', 'm3']);
  });

  test('has no news at the first look, nor in earlier pages', () => {
    expect(newMessages(undefined, thread([text(1)]))).toEqual([]);
    expect(newMessages(thread([text(5)]), thread([text(1), text(5)]))).toEqual([]);
  });
});

describe('the lines', () => {
  test('stand in time’s order, texts and calls', () => {
    const lines = linesOf(thread([text(1), text(5)], { calls: [call(3)] }));
    expect(lines.map(({ kind, at }) => [kind, at])).toEqual([
      ['text', 1],
      ['call', 3],
      ['text', 5],
    ]);
  });

  test('tell a missed call once', () => {
    const missed = text(4, { text: '', call: 'CON-3' });
    expect(linesOf(thread([missed], { calls: [call(3, { missed: true })] }))).toHaveLength(1);
  });

  test('hold back calls of a time whose texts are not read yet', () => {
    const lines = linesOf(thread([text(5)], { calls: [call(3), call(7)], earlier: 'before 5' }));
    expect(lines.map(({ at }) => at)).toEqual([5, 7]);
  });
});

describe('what somebody else did', () => {
  const me = { me: 'Jane', isOwn: false };
  const before = thread([text(1)]);
  const closed = (messages: Message[]) =>
    thread(messages, { ticket: ticket({ status: 'closed', closedAt: 9 }) });

  test('names who closed the ticket with a text', () => {
    expect(findConcurrentChange(before, closed([text(1), byAgent(9, 'Joe')]), me)).toEqual({
      what: 'closed',
      at: 9,
      agent: 'Joe',
    });
  });

  test('names nobody where no text was sent on closing', () => {
    expect(findConcurrentChange(before, closed([text(1), byAgent(5, 'Joe')]), me)).toEqual({
      what: 'closed',
      at: 9,
    });
  });

  test('is nothing when this agent did it', () => {
    expect(findConcurrentChange(before, closed([text(1)]), { ...me, isOwn: true })).toBeUndefined();
    expect(findConcurrentChange(before, closed([text(1), byAgent(9, 'Jane')]), me)).toBeUndefined();
    expect(findConcurrentChange(before, thread([text(1), byAgent(2, 'Jane')]), me)).toBeUndefined();
  });

  test('says that the ticket was reopened, and whether by the customer', () => {
    const was = closed([text(1)]);
    expect(findConcurrentChange(was, before, me)).toEqual({ what: 'reopened', byCustomer: false });
    expect(findConcurrentChange(was, thread([text(1), text(10)]), me)).toEqual({
      what: 'reopened',
      byCustomer: true,
    });
  });

  test('names who replied, but not for automatic texts', () => {
    expect(findConcurrentChange(before, thread([text(1), byAgent(2, 'Joe')]), me)).toEqual({
      what: 'replied',
      agent: 'Joe',
    });
    const automatic = text(2, { direction: 'outbound' });
    expect(findConcurrentChange(before, thread([text(1), automatic]), me)).toBeUndefined();
  });

  test('is nothing at the first look', () => {
    expect(findConcurrentChange(undefined, closed([byAgent(9, 'Joe')]), me)).toBeUndefined();
  });
});

describe('drafts', () => {
  test('are kept for each place, and listeners are notified', () => {
    const drafts = createDrafts();
    let notified = 0;
    const stop = drafts.subscribe(() => (notified += 1));
    drafts.write('1001', 'half a th');
    drafts.write('1002', 'other');
    expect([drafts.read('1001'), drafts.read('1002'), drafts.read('1003')]).toEqual([
      'half a th',
      'other',
      '',
    ]);
    expect([notified, drafts.version(), drafts.hasAny()]).toEqual([2, 2, true]);
    stop();
    drafts.clear();
    expect([notified, drafts.read('1001'), drafts.hasAny()]).toEqual([2, '', false]);
  });

  test('keep the key of what may have gone, for exactly the same text', () => {
    const drafts = createDrafts();
    drafts.rememberAttempt('new', { key: 'a', of: '+447700900001 Hello' });
    expect(drafts.attemptKey('new', '+447700900001 Hello')).toBe('a');
    expect(drafts.attemptKey('new', '+447700900001 Hello!')).toBeUndefined();
    expect(drafts.attemptKey('1001', '+447700900001 Hello')).toBeUndefined();
    drafts.rememberAttempt('new', undefined);
    expect(drafts.attemptKey('new', '+447700900001 Hello')).toBeUndefined();
  });

  test('are the same list until they change', () => {
    const drafts = createDrafts();
    expect(drafts.outgoing(1)).toBe(drafts.outgoing(2));
    drafts.addOutgoing(1, { key: 'a', text: 'x', at: 0 });
    expect(drafts.outgoing(1)).toBe(drafts.outgoing(1));
  });

  test('keep the key of a text from attempt to attempt', () => {
    const drafts = createDrafts();
    drafts.addOutgoing(1, { key: 'a', text: 'x', at: 0 });
    drafts.setProblem(1, 'a', new Problem('offline'));
    expect(drafts.outgoing(1)).toMatchObject([{ key: 'a', problem: { kind: 'offline' } }]);
    drafts.setProblem(1, 'a', undefined);
    expect(drafts.outgoing(1)[0]?.problem).toBeUndefined();
    drafts.remove(1, 'a');
    expect(drafts.outgoing(1)).toEqual([]);
  });

  test('that failed and stand in the thread after all are settled, one for each', () => {
    const failed = (key: string, written: string) => ({
      key,
      text: written,
      at: 0,
      problem: new Problem('offline'),
    });
    const underWay = { key: 'c', text: 'hi', at: 0 };
    const fresh = [byAgent(2, 'Jane', { text: 'hi' }), byAgent(3, 'Joe', { text: 'yes' })];
    const found = confirmedByThread(
      [underWay, failed('a', 'hi'), failed('b', 'hi'), failed('d', 'yes')],
      fresh,
      'Jane',
    );
    expect(found.map(({ key }) => key)).toEqual(['a']);
  });
});
