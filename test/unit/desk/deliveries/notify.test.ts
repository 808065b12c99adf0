import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { notify } from '../../../../desk/deliveries/notify.ts';
import { BOTH, CUSTOMER, DELIVERY, MemorySystem, SUPPORT } from '../memory/system.ts';
import { inTurnOf } from '../memory/steps.ts';

const call = (key: string, at = 1_800_000_000_000) => ({ key, at, from: DELIVERY });

async function asked(tickMs = 1): Promise<MemorySystem> {
  const system = new MemorySystem(tickMs);
  await notify(CUSTOMER, call('one'), system.desk());
  system.accepted.length = 0;
  return system;
}

const choiceOf = (system: MemorySystem) =>
  [...system.deliveries.rows.values()].map(({ choice }) => choice?.digit);
const reply = (messageId: string, text: string) => ({ messageId, text, to: DELIVERY });

describe('a notification', () => {
  test('names the window and the three options of the tutorial', async () => {
    const system = new MemorySystem();
    expect(await notify(CUSTOMER, call('one'), system.desk())).toMatchObject({
      number: CUSTOMER,
      status: 'sent',
    });
    expect(system.accepted).toMatchObject([{ from: DELIVERY, to: CUSTOMER }]);
    expect(system.phone()[0]).toMatch(
      /tomorrow between 8am and 2pm.*1 \(tomorrow\), 2 \(Thursday\) or 3 \(deliver to post office\)/,
    );
  });

  test('with one key goes to one number once, however often and concurrently it is asked for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const system = new MemorySystem();
        const step = inTurnOf(scheduler);
        await scheduler.waitFor(
          Promise.all([1, 2, 3, 4].map(() => notify(CUSTOMER, call('one'), system.desk(step)))),
        );
        expect(system.phone()).toHaveLength(1);
        expect(system.deliveries.rows.size).toBe(1);
      }),
      { numRuns: 100 },
    );
  });

  test('says queued, failed and why, as it is', async () => {
    const system = new MemorySystem();
    system.answers.push(
      { kind: 'later', waitMs: 60_000 },
      { kind: 'refused', error: 'Vonage status 9' },
      'lost',
    );
    const statuses = [];
    for (const key of ['a', 'b', 'c']) statuses.push(await notify(CUSTOMER, call(key), system.desk()));
    expect(statuses).toMatchObject([
      { status: 'queued' },
      { status: 'failed', error: expect.stringContaining('Vonage status 9') },
      { status: 'queued' },
    ]);
  });
});

describe('a reply', () => {
  test.each(['1', '2', '3', ' 2 ', '２', '3.', '1)'])(
    '%p is an option: stored and acknowledged once',
    async (text) => {
      const system = await asked();
      for (let times = 0; times < 3; times += 1) await system.deliver(reply('r', text));
      const digit = text.normalize('NFKC').replace(/\D/g, '');
      expect(choiceOf(system)).toEqual([digit]);
      expect(system.phone()).toEqual([expect.stringContaining(`option ${digit}`)]);
      expect(system.tickets.all()).toEqual([]);
    },
  );

  test.each([
    '',
    '0',
    '4',
    '12',
    '1 2',
    '-1',
    '1e0',
    'one',
    'STEP 1',
    '１２',
    '1'.repeat(10_000),
    '<b>1</b>',
    '🚚',
  ])('junk (case %#) changes nothing and gets the options again', async (text) => {
    const system = await asked();
    await system.deliver(reply('r', text));
    expect(choiceOf(system)).toEqual([undefined]);
    expect(system.phone()).toEqual([expect.stringContaining('1 (tomorrow)')]);
  });

  test('the options are repeated at most twice, in every order of replies and duplicates', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const system = await asked();
        const step = inTurnOf(scheduler);
        const ids = ['a', 'b', 'c', 'd', 'a', 'b', 'c', 'd'];
        await scheduler.waitFor(Promise.all(ids.map((id) => system.webhook(reply(id, 'what?'), step))));
        for (const id of ids) await system.deliver(reply(id, 'what?'));
        expect(system.phone()).toHaveLength(2);
        expect(system.messages.inbound.size).toBe(4);
      }),
      { numRuns: 100 },
    );
    const machine = await asked();
    for (let times = 0; times < 20; times += 1) await machine.deliver(reply(`m${times}`, 'I am a machine'));
    expect(machine.phone()).toHaveLength(2);
    await machine.deliver(reply('human', '2'));
    expect(choiceOf(machine)).toEqual(['2']);
  });

  test('a newer choice is never undone by an older reply that comes again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const system = await asked();
        await system.deliver(reply('old', '1'));
        await system.deliver(reply('new', '3'));
        const step = inTurnOf(scheduler);
        await scheduler.waitFor(
          Promise.all(
            ['old', 'new', 'old'].map((id) => system.webhook(reply(id, id === 'old' ? '1' : '3'), step)),
          ),
        );
        expect(choiceOf(system)).toEqual(['3']);
        expect(system.phone()).toHaveLength(2);
      }),
      { numRuns: 60 },
    );
  });

  test('an older reply whose acknowledgement never went out does not promise what a newer one changed', async () => {
    const system = await asked();
    const { outbox } = system.desk();
    const dying = {
      ...system.desk(),
      outbox: { ...outbox, post: () => Promise.reject(new Error('killed')) },
    };
    const { receive } = await import('../../../../desk/inbound.ts');
    const first = { messageId: 'old', from: CUSTOMER, to: DELIVERY, text: '1' };
    await expect(receive(first, dying)).rejects.toThrow('killed');
    await system.deliver(reply('new', '3'));
    await system.deliver(reply('old', '1'));
    expect(choiceOf(system)).toEqual(['3']);
    expect(system.phone()).toEqual([expect.stringContaining('option 3')]);
  });

  test('means the newest of two notifications; a late duplicate stays with the one that it answered', async () => {
    const system = await asked();
    await system.deliver(reply('first', '1'));
    system.advance(100_000);
    await notify(CUSTOMER, call('two', system.now()), system.desk());
    await system.deliver(reply('first', '1'));
    expect(choiceOf(system)).toEqual(['1', undefined]);
    await system.deliver(reply('second', '2'));
    expect(choiceOf(system)).toEqual(['1', '2']);
  });

  test('finishes what it owed to its own notification though a newer one was sent', async () => {
    const system = await asked();
    const text = {
      id: 'in-first',
      direction: 'inbound',
      customer: CUSTOMER,
      businessNumber: DELIVERY,
      text: '1',
      at: system.now(),
      status: 'received',
    } as const;
    system.messages.inbound.set('in-first', {
      ...text,
      delivery: [...system.deliveries.rows.keys()][0] ?? '',
    });
    await notify(CUSTOMER, call('two', 1_800_000_100_000), system.desk());
    system.accepted.length = 0;
    await system.deliver(reply('first', '1'));
    expect(choiceOf(system)).toEqual(['1', undefined]);
    expect(system.phone()).toEqual([expect.stringContaining('option 1')]);
  });

  test('to a closed notification, or to none, is a request for support', async () => {
    const system = await asked();
    system.advance(8 * 86_400_000);
    await system.deliver(reply('late', '1'));
    expect(choiceOf(system)).toEqual([undefined]);
    expect(system.tickets.all()).toHaveLength(1);
  });

  test('acknowledgements and options are sent once under throttling, refusal and lost answers', async () => {
    for (const answer of [
      'lost',
      { kind: 'later', waitMs: 90_000 },
      { kind: 'refused', error: 'Vonage status 7' },
    ] as const) {
      for (const text of ['2', 'when?']) {
        const system = await asked();
        system.answers.push(answer);
        const first = await system.webhook(reply('r', text));
        expect(first).toBe(answer !== 'lost' && answer.kind === 'refused' ? 'taken' : 'later');
        for (const id of system.messages.outbound.keys())
          if (answer === 'lost') system.messages.receiptFor(id);
        await system.deliver(reply('r', text));
        expect(system.phone()).toHaveLength(answer !== 'lost' && answer.kind === 'refused' ? 0 : 1);
      }
    }
  });
});

describe('which use a text has', () => {
  test('follows from the number it came to, not from what the customer writes', async () => {
    const system = await asked();
    await system.deliver({ messageId: 'a', text: '1', to: SUPPORT });
    expect(choiceOf(system)).toEqual([undefined]);
    expect(system.tickets.all()).toHaveLength(1);
  });

  test('on a number used for both, an option answers the notification and anything else asks for support', async () => {
    const system = new MemorySystem();
    system.settings = { ...system.settings, numbers: { [BOTH]: { uses: ['support', 'delivery'] } } };
    await system.deliver({ messageId: 'before', text: '1', to: BOTH });
    expect(system.tickets.all()).toHaveLength(1);
    await notify(CUSTOMER, { ...call('one'), from: BOTH }, system.desk());
    await system.deliver({ messageId: 'choice', text: '2', to: BOTH });
    await system.deliver({ messageId: 'words', text: 'where is it?', to: BOTH });
    await system.deliver({ messageId: 'before', text: '1', to: BOTH });
    expect(choiceOf(system)).toEqual(['2']);
    expect(
      [...system.messages.inbound.values()].map(({ id, ticket, delivery }) => [
        id,
        ticket !== undefined,
        delivery !== undefined,
      ]),
    ).toEqual([
      ['in-before', true, false],
      ['in-choice', false, true],
      ['in-words', true, false],
    ]);
  });
});

describe('who is never answered', () => {
  const strangers = [
    'ACME',
    'InfoSMS',
    '12345',
    '0447700900001',
    '+447700900001',
    '4477009000011234',
    '',
    ' ',
    "'; --",
    SUPPORT,
    DELIVERY,
  ];
  test.each(strangers)('%p is stored and gets no text', async (from) => {
    const system = new MemorySystem();
    await notify(CUSTOMER, call('one'), system.desk());
    system.accepted.length = 0;
    for (const to of [SUPPORT, DELIVERY]) {
      await system.deliver({ messageId: `to-${to}`, from, to, text: 'hello' });
      await system.deliver({ messageId: `again-${to}`, from, to, text: '1' });
    }
    await system.sweep();
    expect(system.accepted).toEqual([]);
    expect(system.messages.inbound.size).toBe(4);
  });

  test('our own number with a notification open moves no text either', async () => {
    const system = new MemorySystem();
    await notify(SUPPORT, call('loop'), system.desk());
    system.accepted.length = 0;
    await system.deliver({ messageId: 'loop', from: SUPPORT, to: DELIVERY, text: 'what?' });
    await system.deliver({ messageId: 'loop2', from: SUPPORT, to: DELIVERY, text: '1' });
    expect(system.accepted).toEqual([]);
  });
});
