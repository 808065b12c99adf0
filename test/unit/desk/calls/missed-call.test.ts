import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { callEventIn } from '../../../../edge/vonage/voice/call-event.ts';
import type { Unregistered } from '../../../../desk/calls/missed-call.ts';
import { sweepEvents, processEvent, type CallDesk } from '../../../../desk/calls/event-follow-up.ts';
import { close } from '../../../../desk/tickets/close.ts';
import { CallsTable } from '../memory/calls.ts';
import { CUSTOMER, DELIVERY, hash, House, SETTINGS, SUPPORT } from '../memory/house.ts';
import { atOnce, inTurnOf, mortal, type Step } from '../memory/steps.ts';

type Body = Record<string, unknown>;
const CONVERSATION = 'CON-7';
const MESSAGE = `call-${CONVERSATION}`;
const AUDIO = 'https://api.nexmo.com/v1/files/voicemail';

/** A house with a telephone. */
class Switchboard {
  readonly house: House;
  readonly calls = new CallsTable();

  constructor(house = new House()) {
    this.house = house;
  }

  /** One delivery of an event webhook. */
  async hear(body: Body, step: Step = atOnce): Promise<Unregistered | undefined> {
    const parsed = callEventIn(body);
    if ('problem' in parsed) throw new Error(parsed.problem.sentence);
    const { unregistered } = await processEvent(parsed.event, this.house.now(), this.desk(step));
    return unregistered;
  }

  desk(step: Step = atOnce): CallDesk {
    const desk = this.house.desk(step);
    return {
      ...desk,
      events: this.calls.eventStore(desk.settings.numbers, step),
      voicemails: this.house.messages.voicemailStore(step),
    };
  }

  /** One run of the sweep; what it could not do is done by a later one. */
  async sweep(): Promise<{ failures: unknown[]; givenUp: number }> {
    const desk = this.desk();
    const told = { failures: [] as unknown[], givenUp: 0 };
    await sweepEvents(await desk.events.due(this.house.now(), 200), Infinity, {
      ...desk,
      onFailure: (error) => told.failures.push(error),
      onGivenUp: () => (told.givenUp += 1),
    });
    await this.house.sweep();
    return told;
  }

  async hearAll(bodies: Body[]): Promise<this> {
    for (const body of bodies) await this.hear(body);
    return this;
  }

  get call() {
    return this.calls.calls.get(CONVERSATION)?.value;
  }

  get message() {
    return this.house.messages.inbound.get(MESSAGE);
  }
}

const leg = (uuid: string, status: string, more: Body = {}): Body => ({
  uuid,
  conversation_uuid: CONVERSATION,
  status,
  timestamp: '2027-01-15T08:00:00.000Z',
  from: CUSTOMER,
  to: SUPPORT,
  direction: 'inbound',
  ...more,
});
const caller = (status: string, more: Body = {}) => leg('leg-caller', status, more);
const agent = (status: string, more: Body = {}) =>
  leg('leg-jane', status, { to: 'Jane', direction: 'outbound', ...more });
const recorded = (seconds = 12, url = AUDIO): Body => ({
  conversation_uuid: CONVERSATION,
  recording_uuid: 'rec-1',
  recording_url: url,
  start_time: '2027-01-15T08:00:00Z',
  end_time: `2027-01-15T08:00:${String(seconds).padStart(2, '0')}Z`,
  size: 40_000,
  timestamp: '2027-01-15T08:01:00.000Z',
});

const RANG = [caller('started'), caller('ringing'), caller('answered')];
const NOBODY = [agent('started'), agent('ringing'), agent('timeout')];
const MISSED = [...RANG, ...NOBODY, caller('completed')];
const VOICEMAIL = [...MISSED, recorded()];

const TEXT = /missed your call.*ACME.*ticket 1001/;

describe('a call that nobody answered', () => {
  test('opens a ticket, and its caller is told the number, in one text', async () => {
    const { house, message, call } = await new Switchboard().hearAll(MISSED);
    expect(call).toMatchObject({ missed: true, customer: CUSTOMER });
    expect(message).toMatchObject({ call: CONVERSATION, ticket: 1001, text: '', direction: 'inbound' });
    expect(house.phone()).toEqual([expect.stringMatching(TEXT)]);
    expect([...house.messages.outbound.keys()]).toEqual([hash('missed:1001:0')]);
    expect(house.tickets.customers.get(CUSTOMER)).toMatchObject({
      ticket: { number: 1001, status: 'open', openedBy: MESSAGE, businessNumber: SUPPORT },
    });
    expect(house.tickets.customers.get(CUSTOMER)).not.toHaveProperty('pendingConfirmation');
  });

  test('joins the ticket that is open, and a text of its caller afterwards gets no other number', async () => {
    const board = new Switchboard();
    await board.house.deliver({ messageId: 'first' });
    await board.hearAll(MISSED);
    await board.house.deliver({ messageId: 'second' });
    expect(board.house.tickets.all()).toHaveLength(1);
    expect(board.message?.ticket).toBe(1001);
    expect(board.house.phone()).toHaveLength(2);
    expect(board.house.phone()[1]).toMatch(TEXT);
  });

  test.each([
    'completed',
    'busy',
    'cancelled',
    'unanswered',
    'disconnected',
    'rejected',
    'failed',
    'timeout',
  ])('is missed when the caller’s leg ends with %s', async (status) => {
    const { house } = await new Switchboard().hearAll([caller('started'), caller(status)]);
    expect(house.phone()).toHaveLength(1);
  });

  test('is missed before its end once a voicemail came', async () => {
    const { house, message } = await new Switchboard().hearAll([...RANG, ...NOBODY, recorded()]);
    expect(house.phone()).toEqual([expect.stringMatching(TEXT)]);
    expect(message?.recording).toEqual({ url: AUDIO, uuid: 'rec-1', seconds: 12 });
  });

  test('is none while it goes on, or rings, or when its end alone is not known', async () => {
    const { house, call } = await new Switchboard().hearAll([...RANG, ...NOBODY, agent('completed')]);
    expect(call).not.toHaveProperty('missed');
    expect(house.tickets.all()).toEqual([]);
  });

  test('keeps the voicemail that comes late, twice, or beside a shorter one', async () => {
    const board = await new Switchboard().hearAll(MISSED);
    expect(board.message).not.toHaveProperty('recording');
    await board.hearAll([recorded(12), recorded(3, `${AUDIO}-2`), recorded(12)]);
    expect(board.message?.recording).toEqual({ url: AUDIO, uuid: 'rec-1', seconds: 12 });
    expect(board.call?.recording).toEqual(board.message?.recording);
    expect(board.house.phone()).toHaveLength(1);
  });

  test('two calls of one caller are two messages and, within an hour, one text on one ticket', async () => {
    const { house } = await new Switchboard().hearAll([
      ...MISSED,
      ...MISSED.map((body) => ({ ...body, conversation_uuid: 'CON-8', uuid: `${String(body['uuid'])}-8` })),
    ]);
    expect(house.tickets.all()).toHaveLength(1);
    expect([...house.messages.inbound.keys()]).toEqual([MESSAGE, 'call-CON-8']);
    expect(house.phone()).toEqual([expect.stringMatching(TEXT)]);
  });

  test('is texted in the caller’s language', async () => {
    const board = new Switchboard();
    await board.house.desk().customers.setLanguage(CUSTOMER, 'ja');
    await board.hearAll(MISSED);
    expect(board.house.phone()[0]).toMatch(/チケット番号1001/);
  });

  test('the voice number that nobody texts answers by the one that people text', async () => {
    const board = new Switchboard();
    board.house.settings = {
      ...SETTINGS,
      numbers: { ...SETTINGS.numbers, '447700900777': { uses: ['voice'] } },
    };
    await board.hearAll(
      MISSED.map((body) => (body['to'] === SUPPORT ? { ...body, to: '447700900777' } : body)),
    );
    expect(board.house.accepted[0]).toMatchObject({ from: SUPPORT, to: CUSTOMER });
  });

  test('of somebody who opted out is on a ticket, and no text goes', async () => {
    const board = new Switchboard();
    await board.house.deliver({ messageId: 'stop', text: 'STOP' });
    const before = board.house.phone().length;
    await board.hearAll(VOICEMAIL);
    expect(board.message?.ticket).toBeDefined();
    expect(board.house.phone()).toHaveLength(before);
  });

  const hangsUp = (index: number, more: Body = {}) =>
    caller('completed', { uuid: `leg-${index}`, conversation_uuid: `CON-${index}`, ...more });

  test('sixty calls of one caller id within an hour are one text; the next hour may bring one more', async () => {
    const board = new Switchboard(new House(0));
    for (let index = 0; index < 60; index += 1) {
      await board.hear(hangsUp(index));
      board.house.advance(59_000);
    }
    expect(board.house.phone()).toHaveLength(1);
    expect(board.house.messages.inbound.size).toBe(60);
    board.house.advance(3_600_000);
    await board.hearAll([hangsUp(100), hangsUp(101)]);
    expect(board.house.phone()).toHaveLength(2);
    // Told again much later, a call belongs to its own hour.
    board.house.advance(7_200_000);
    await board.hearAll([hangsUp(3), hangsUp(100)]);
    expect(board.house.phone()).toHaveLength(2);
  });

  test('a new ticket is told of, however soon after the last', async () => {
    const board = new Switchboard();
    await board.hear(hangsUp(1));
    await close(1001, { agent: 'Joe' }, board.house.desk());
    await board.hear(hangsUp(2));
    expect(board.house.phone()).toEqual([
      expect.stringMatching(/ticket 1001/),
      expect.stringMatching(/ticket 1002/),
    ]);
  });

  test('a flood of caller ids ends at the allowance of its own, and keeps no answer from a customer', async () => {
    const board = new Switchboard();
    const { house } = board;
    house.settings = { ...SETTINGS, limits: { ...SETTINGS.limits, textsPerDay: 2, unsolicitedPerDay: 3 } };
    for (let index = 0; index < 9; index += 1) {
      await board.hear(hangsUp(index, { from: `44770090010${index}` }));
    }
    expect(house.accepted).toHaveLength(3);
    expect(house.tickets.all()).toHaveLength(9);
    const kept = [...house.messages.outbound.values()].filter(({ status }) => status === 'cancelled');
    expect(new Set(kept.map(({ error }) => error))).toEqual(new Set(['unsolicited-limit']));
    await house.deliver({ messageId: 'one' });
    expect(house.phone()).toEqual([expect.stringMatching(/ticket 1010/)]);
    house.advance(86_400_000);
    await board.hear(hangsUp(20, { from: '447700900120' }));
    expect(house.phone('447700900120')).toHaveLength(1);
  });
});

describe('is no missed call', () => {
  test.each<[string, Body[]]>([
    ['one that an agent answered', [...RANG, agent('answered'), agent('completed'), caller('completed')]],
    [
      'one that the second agent answered',
      [...MISSED.slice(0, -1), agent('answered', { uuid: 'leg-joe', to: 'Joe' }), caller('completed')],
    ],
    [
      'one whose answer was lost, but not its length',
      [...RANG, agent('completed', { duration: '31' }), caller('completed')],
    ],
    ['a recorded talk with an agent', [...RANG, agent('answered'), recorded(), caller('completed')]],
    [
      'an agent’s own call',
      [
        caller('started', { from: 'Jane', to: CUSTOMER }),
        agent('started', { from: SUPPORT, to: CUSTOMER }),
        agent('busy', { from: SUPPORT, to: CUSTOMER }),
        caller('completed', { from: 'Jane', to: CUSTOMER }),
      ],
    ],
    ['our own number’s', [caller('started', { from: DELIVERY }), caller('completed', { from: DELIVERY })]],
    ['a recording of a call that nobody told of', [recorded()]],
  ])('%s: no ticket, no text', async (_name, bodies) => {
    const { house, call } = await new Switchboard().hearAll(bodies);
    expect(house.tickets.all()).toEqual([]);
    expect(house.accepted).toEqual([]);
    expect(call).not.toHaveProperty('missed');
  });

  test('an agent’s own call is told from the phone that was called', async () => {
    const { call } = await new Switchboard().hearAll([
      caller('completed', { from: 'Jane', to: CUSTOMER }),
      agent('busy', { from: SUPPORT, to: CUSTOMER }),
    ]);
    expect(call).toMatchObject({
      call: 'leg-jane',
      customer: CUSTOMER,
      status: 'busy',
      direction: 'outbound',
    });
  });
});

describe('who cannot be texted', () => {
  test.each(['anonymous', 'unknown', '', 'Restricted', '+4477', '0', '<script>'])(
    'a caller %p is on the list and on no ticket, and the log hears of it',
    async (from) => {
      const board = new Switchboard();
      const bodies = VOICEMAIL.map((body) => ('from' in body ? { ...body, from } : body));
      const outcomes = [];
      for (const body of bodies) outcomes.push(await board.hear(body));
      expect(outcomes.at(-1)).toBe('missed-call-hidden');
      expect(board.call).toMatchObject({ missed: true, recording: { url: AUDIO } });
      expect(board.call).not.toHaveProperty('customer');
      expect(board.house.tickets.all()).toEqual([]);
      expect(board.house.accepted).toEqual([]);
    },
  );

  test('where no number of ours sends texts, the log hears of it', async () => {
    const board = new Switchboard();
    board.house.settings = { ...SETTINGS, numbers: {} };
    expect(await board.hear(caller('completed'))).toBe('missed-call-no-number');
    expect(board.house.tickets.all()).toEqual([]);
  });
});

/** What is known in the end, whatever the order. */
const end = ({ house, call, message }: Switchboard): unknown => ({
  call: call && { ...call, at: 0 },
  message: message && { ...message, at: 0 },
  texts: house.phone().map((text) => text.replace(/ticket \d+/, 'ticket N')),
  tickets: house.tickets.all().map(({ openedBy, status }) => ({ openedBy, status })),
});

describe('events in every order', () => {
  const expected = (async () => end(await new Switchboard().hearAll(VOICEMAIL)))();
  const shuffledAndDoubled = fc.tuple(
    fc.shuffledSubarray(VOICEMAIL, { minLength: VOICEMAIL.length }),
    fc.array(fc.constantFrom(...VOICEMAIL), { maxLength: 8 }),
  );

  test('one after the other, again and again, end the same', async () => {
    await fc.assert(
      fc.asyncProperty(shuffledAndDoubled, async ([order, again]) => {
        expect(end(await new Switchboard().hearAll([...order, ...again]))).toEqual(await expected);
      }),
      { numRuns: 300 },
    );
  });

  test('at the same time, in every interleaving, end the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), shuffledAndDoubled, async (scheduler, [order, again]) => {
        const board = new Switchboard();
        const heard = Promise.all([...order, ...again].map((body) => board.hear(body, inTurnOf(scheduler))));
        await scheduler.waitFor(heard);
        const found = end(board) as { message: { ticket: number } };
        // Two that open at once may leave a gap in the numbers.
        found.message.ticket = 1001;
        expect(found).toEqual(await expected);
      }),
      { numRuns: 150 },
    );
  });

  test('an answer that is told before the caller’s end is never texted about, whatever comes between', async () => {
    const answered = [...RANG, ...NOBODY, agent('answered', { uuid: 'leg-joe', to: 'Joe' })];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(answered, { minLength: answered.length }), async (order) => {
        const { house } = await new Switchboard().hearAll([...order, caller('completed'), recorded()]);
        expect(house.accepted).toEqual([]);
        expect(house.tickets.all()).toEqual([]);
      }),
    );
  });

  test('an answer that is told after it changes nothing any more', async () => {
    const board = await new Switchboard().hearAll(MISSED);
    await board.hearAll([agent('answered', { uuid: 'leg-joe', to: 'Joe' }), caller('completed')]);
    expect(board.call).toMatchObject({ missed: true });
    expect(board.house.phone()).toHaveLength(1);
  });
});

describe('killed at any step', () => {
  /** The last event of each story is the one whose process dies. */
  const stories: Record<string, Body[]> = {
    'at the caller’s end': MISSED,
    'at the voicemail': VOICEMAIL,
    'at a voicemail before the end': [...RANG, recorded()],
  };

  test.each(Object.entries(stories))('%s: told again, it ends the same', async (_name, bodies) => {
    const expected = end(await new Switchboard().hearAll(bodies));
    const last = bodies.at(-1) ?? {};
    let steps = 0;
    for (; ; steps += 1) {
      const board = await new Switchboard().hearAll(bodies.slice(0, -1));
      const { step, dead } = mortal(steps);
      if ((await Promise.race([board.hear(last, step), dead])) !== 'dead') break;
      for (const { id, status } of board.house.messages.outbound.values()) {
        const isOut = board.house.accepted.some(({ clientRef }) => clientRef === id);
        if (status === 'sending' && isOut) board.house.messages.receiptFor(id);
      }
      await board.hear(last);
      board.house.advance(61_000);
      await board.house.sweep();
      const found = end(board) as { message: { ticket: number } };
      found.message.ticket = 1001;
      expect(found).toEqual(expected);
    }
    expect(steps).toBeGreaterThan(8);
  });

  test.each(Object.entries(stories))(
    '%s, and never told again: the sweep ends it the same',
    async (_name, bodies) => {
      const expected = end(await new Switchboard().hearAll(bodies));
      const last = bodies.at(-1) ?? {};
      // Before its first step nothing is known of it.
      let steps = 1;
      for (; ; steps += 1) {
        const board = await new Switchboard().hearAll(bodies.slice(0, -1));
        const [first, second] = [mortal(steps), mortal(Math.max(steps - 3, 0))];
        if ((await Promise.race([board.hear(last, first.step), first.dead])) !== 'dead') break;
        await Promise.race([board.hear(last, second.step), second.dead]);
        for (const { id, status } of board.house.messages.outbound.values()) {
          const isOut = board.house.accepted.some(({ clientRef }) => clientRef === id);
          if (status === 'sending' && isOut) board.house.messages.receiptFor(id);
        }
        for (let minute = 0; minute < 4; minute += 1) {
          board.house.advance(61_000);
          await board.sweep();
        }
        const found = end(board) as { message: { ticket: number } };
        found.message.ticket = 1001;
        expect(found).toEqual(expected);
        expect(board.calls.pending.size).toBe(0);
      }
      expect(steps).toBeGreaterThan(8);
    },
  );

  test('also on the ticket of an earlier text, when an agent closes it in between: its number is told', async () => {
    const told = (board: Switchboard) =>
      board.house.phone().filter((text) => /missed your call.*ticket 100[12]/.test(text));
    for (let steps = 0; ; steps += 1) {
      const board = new Switchboard();
      await board.house.deliver({ messageId: 'first' });
      await board.hearAll(MISSED.slice(0, -1));
      const { step, dead } = mortal(steps);
      const died = (await Promise.race([board.hear(caller('completed'), step), dead])) === 'dead';
      if (!died) break;
      const inWindow = told(board).length;
      if (board.message) await close(1001, { agent: 'Joe' }, board.house.desk());
      await board.hear(caller('completed'));
      board.house.advance(61_000);
      await board.house.sweep();
      expect(board.message).toBeDefined();
      expect(told(board).length).toBeGreaterThanOrEqual(1);
      expect(board.house.phone().length).toBeLessThanOrEqual(2 + inWindow);
    }
  });

  test('also when an agent answers, by a late event, or closes the ticket in between', async () => {
    for (let steps = 0; ; steps += 1) {
      const board = await new Switchboard().hearAll(MISSED.slice(0, -1));
      const { step, dead } = mortal(steps);
      const died = (await Promise.race([board.hear(caller('completed'), step), dead])) === 'dead';
      if (!died) break;
      const wasMissed = board.call?.missed === true;
      const ticket = board.house.tickets.all()[0];
      if (ticket && board.message) await close(ticket.number, { agent: 'Joe' }, board.house.desk());
      await board.hear(agent('answered', { uuid: 'leg-joe', to: 'Joe' }));
      await board.hear(caller('completed'));
      board.house.advance(61_000);
      await board.house.sweep();
      expect(board.house.accepted.length > 0).toBe(wasMissed);
      expect(board.message !== undefined).toBe(wasMissed);
    }
  });
});

test.each([
  ['no URL', { recording_url: 7 }],
  ['something else', { recording_url: 'voicemail' }],
  ['a URL that is very long', { recording_url: `https://api.nexmo.com/${'x'.repeat(3_000)}` }],
])('a recording with %s is an event like others, and no voicemail', async (_name, more) => {
  const board = await new Switchboard().hearAll([...RANG, { ...recorded(), ...more }]);
  expect(board.call).not.toHaveProperty('recording');
  expect(board.house.accepted).toEqual([]);
});

test.each([
  ['backwards', '2027-01-15T08:00:09Z', '2027-01-15T08:00:00Z'],
  ['without an end', '2027-01-15T08:00:09Z', null],
  ['for ever', '1999-01-15T08:00:09Z', '2027-01-15T08:00:00Z'],
  ['in no time known', {}, []],
])('a voicemail that lasts %s is kept without its length', async (_name, start_time, end_time) => {
  const board = await new Switchboard().hearAll([...RANG, { ...recorded(), start_time, end_time }]);
  expect(board.message?.recording).toEqual({ url: AUDIO, uuid: 'rec-1', seconds: 0 });
});

describe('what an event owes', () => {
  test('is nothing once it is paid; events that others follow owe nothing at all', async () => {
    const board = await new Switchboard().hearAll([...RANG, ...NOBODY.slice(0, 2)]);
    expect(board.calls.pending.size).toBe(0);
    await board.hearAll(VOICEMAIL);
    expect(board.calls.pending.size).toBe(0);
  });

  test('waits for a number of ours, is tried less and less often, and is given up after three days', async () => {
    const board = new Switchboard();
    board.house.settings = { ...SETTINGS, numbers: {} };
    await board.hear(caller('completed'));
    board.house.advance(61_000);
    await board.sweep();
    expect(board.calls.pending.size).toBe(1);
    const [{ dueAt } = { dueAt: 0 }] = board.calls.pending.values();
    expect(dueAt).toBeGreaterThan(board.house.now() + 50_000);

    board.house.settings = SETTINGS;
    board.house.advance(121_000);
    await board.sweep();
    expect(board.calls.pending.size).toBe(0);
    expect(board.house.phone()).toHaveLength(1);

    board.house.settings = { ...SETTINGS, numbers: {} };
    await board.hear(caller('completed', { conversation_uuid: 'CON-8', uuid: 'leg-8' }));
    board.house.advance(73 * 3_600_000);
    expect(await board.sweep()).toMatchObject({ givenUp: 1 });
    expect(board.calls.pending.size).toBe(0);
  });
});
