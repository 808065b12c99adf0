import { describe, expect, test } from '@jest/globals';
import { actionsFor, replyBlock } from '../../../../../../web/desk/src/thread/ticket-actions.ts';

const open = { customer: '447700900001', status: 'open' } as const;

describe('the actions on a ticket', () => {
  test('of a customer with a phone number are all that fit its status', () => {
    expect(actionsFor(open)).toEqual({ call: true, optOut: true, close: true, reopen: false });
    expect(actionsFor({ ...open, status: 'closed' })).toMatchObject({ close: false, reopen: true });
  });

  test('of a sender that is no phone number are neither a call nor an opt-out', () => {
    expect(actionsFor({ ...open, customer: 'ACME' })).toMatchObject({ call: false, optOut: false });
  });

  test('are no opt-out where the customer has opted out, or the note already asks about it', () => {
    expect(actionsFor({ ...open, consent: 'stopped' }).optOut).toBe(false);
    expect(actionsFor({ ...open, maybeOptOut: true }).optOut).toBe(false);
  });
});

describe('a reply', () => {
  test.each([
    [open, undefined],
    [{ ...open, status: 'closed' }, 'closedNow'],
    [{ ...open, consent: 'stopped' }, 'stopped'],
    [{ ...open, status: 'closed', consent: 'stopped' }, 'stopped'],
  ] as const)('on %j is blocked: %p', (ticket, block) => {
    expect(replyBlock(ticket)).toBe(block);
  });
});
