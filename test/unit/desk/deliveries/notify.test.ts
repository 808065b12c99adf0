import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { notify } from '../../../../desk/deliveries/notify.ts';
import { BOTH, CUSTOMER, DELIVERY, House, SUPPORT } from '../memory/house.ts';
import { inTurnOf } from '../memory/steps.ts';

const call = (key: string, at = 1_800_000_000_000) => ({ key, at, from: DELIVERY });

async function asked(tickMs = 1): Promise<House> {
  const house = new House(tickMs);
  await notify(CUSTOMER, call('one'), house.desk());
  house.accepted.length = 0;
  return house;
}

const choiceOf = (house: House) => [...house.deliveries.rows.values()].map(({ choice }) => choice?.digit);
const reply = (messageId: string, text: string) => ({ messageId, text, to: DELIVERY });

describe('a notification', () => {
  test('names the window and the three options of the tutorial', async () => {
    const house = new House();
    expect(await notify(CUSTOMER, call('one'), house.desk())).toMatchObject({
      number: CUSTOMER,
      status: 'sent',
    });
    expect(house.accepted).toMatchObject([{ from: DELIVERY, to: CUSTOMER }]);
    expect(house.phone()[0]).toMatch(
      /tomorrow between 8am and 2pm.*1 \(tomorrow\), 2 \(Thursday\) or 3 \(deliver to post office\)/,
    );
  });

  test('with one key goes to one number once, however often and concurrently it is asked for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const house = new House();
        const step = inTurnOf(scheduler);
        await scheduler.waitFor(
          Promise.all([1, 2, 3, 4].map(() => notify(CUSTOMER, call('one'), house.desk(step)))),
        );
        expect(house.phone()).toHaveLength(1);
        expect(house.deliveries.rows.size).toBe(1);
      }),
      { numRuns: 100 },
    );
  });

  test('says queued, failed and why, as it is', async () => {
    const house = new House();
    house.answers.push(
      { kind: 'later', waitMs: 60_000 },
      { kind: 'refused', error: 'Vonage status 9' },
      'lost',
    );
    const statuses = [];
    for (const key of ['a', 'b', 'c']) statuses.push(await notify(CUSTOMER, call(key), house.desk()));
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
      const house = await asked();
      for (let times = 0; times < 3; times += 1) await house.deliver(reply('r', text));
      const digit = text.normalize('NFKC').replace(/\D/g, '');
      expect(choiceOf(house)).toEqual([digit]);
      expect(house.phone()).toEqual([expect.stringContaining(`option ${digit}`)]);
      expect(house.tickets.all()).toEqual([]);
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
    const house = await asked();
    await house.deliver(reply('r', text));
    expect(choiceOf(house)).toEqual([undefined]);
    expect(house.phone()).toEqual([expect.stringContaining('1 (tomorrow)')]);
  });

  test('the options are repeated at most twice, in every order of replies and duplicates', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const house = await asked();
        const step = inTurnOf(scheduler);
        const ids = ['a', 'b', 'c', 'd', 'a', 'b', 'c', 'd'];
        await scheduler.waitFor(Promise.all(ids.map((id) => house.webhook(reply(id, 'what?'), step))));
        for (const id of ids) await house.deliver(reply(id, 'what?'));
        expect(house.phone()).toHaveLength(2);
        expect(house.messages.inbound.size).toBe(4);
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
        const house = await asked();
        await house.deliver(reply('old', '1'));
        await house.deliver(reply('new', '3'));
        const step = inTurnOf(scheduler);
        await scheduler.waitFor(
          Promise.all(
            ['old', 'new', 'old'].map((id) => house.webhook(reply(id, id === 'old' ? '1' : '3'), step)),
          ),
        );
        expect(choiceOf(house)).toEqual(['3']);
        expect(house.phone()).toHaveLength(2);
      }),
      { numRuns: 60 },
    );
  });

  test('an older reply whose acknowledgement never went out does not promise what a newer one changed', async () => {
    const house = await asked();
    const { outbox } = house.desk();
    const dying = { ...house.desk(), outbox: { ...outbox, post: () => Promise.reject(new Error('killed')) } };
    const { receive } = await import('../../../../desk/inbound.ts');
    const first = { messageId: 'old', from: CUSTOMER, to: DELIVERY, text: '1' };
    await expect(receive(first, dying)).rejects.toThrow('killed');
    await house.deliver(reply('new', '3'));
    await house.deliver(reply('old', '1'));
    expect(choiceOf(house)).toEqual(['3']);
    expect(house.phone()).toEqual([expect.stringContaining('option 3')]);
  });

  test('means the newest of two notifications; a late duplicate stays with the one that it answered', async () => {
    const house = await asked();
    await house.deliver(reply('first', '1'));
    house.advance(100_000);
    await notify(CUSTOMER, call('two', house.now()), house.desk());
    await house.deliver(reply('first', '1'));
    expect(choiceOf(house)).toEqual(['1', undefined]);
    await house.deliver(reply('second', '2'));
    expect(choiceOf(house)).toEqual(['1', '2']);
  });

  test('finishes what it owed to its own notification though a newer one was sent', async () => {
    const house = await asked();
    const text = {
      id: 'in-first',
      direction: 'inbound',
      customer: CUSTOMER,
      businessNumber: DELIVERY,
      text: '1',
      at: house.now(),
      status: 'received',
    } as const;
    house.messages.inbound.set('in-first', { ...text, delivery: [...house.deliveries.rows.keys()][0] ?? '' });
    await notify(CUSTOMER, call('two', 1_800_000_100_000), house.desk());
    house.accepted.length = 0;
    await house.deliver(reply('first', '1'));
    expect(choiceOf(house)).toEqual(['1', undefined]);
    expect(house.phone()).toEqual([expect.stringContaining('option 1')]);
  });

  test('to a closed notification, or to none, is a request for support', async () => {
    const house = await asked();
    house.advance(8 * 86_400_000);
    await house.deliver(reply('late', '1'));
    expect(choiceOf(house)).toEqual([undefined]);
    expect(house.tickets.all()).toHaveLength(1);
  });

  test('acknowledgements and options are sent once under throttling, refusal and lost answers', async () => {
    for (const answer of [
      'lost',
      { kind: 'later', waitMs: 90_000 },
      { kind: 'refused', error: 'Vonage status 7' },
    ] as const) {
      for (const text of ['2', 'when?']) {
        const house = await asked();
        house.answers.push(answer);
        const first = await house.webhook(reply('r', text));
        expect(first).toBe(answer !== 'lost' && answer.kind === 'refused' ? 'taken' : 'later');
        for (const id of house.messages.outbound.keys()) if (answer === 'lost') house.messages.receiptFor(id);
        await house.deliver(reply('r', text));
        expect(house.phone()).toHaveLength(answer !== 'lost' && answer.kind === 'refused' ? 0 : 1);
      }
    }
  });
});

describe('which use a text has', () => {
  test('follows from the number it came to, not from what the customer writes', async () => {
    const house = await asked();
    await house.deliver({ messageId: 'a', text: '1', to: SUPPORT });
    expect(choiceOf(house)).toEqual([undefined]);
    expect(house.tickets.all()).toHaveLength(1);
  });

  test('on a number used for both, an option answers the notification and anything else asks for support', async () => {
    const house = new House();
    house.settings = { ...house.settings, numbers: { [BOTH]: { uses: ['support', 'delivery'] } } };
    await house.deliver({ messageId: 'before', text: '1', to: BOTH });
    expect(house.tickets.all()).toHaveLength(1);
    await notify(CUSTOMER, { ...call('one'), from: BOTH }, house.desk());
    await house.deliver({ messageId: 'choice', text: '2', to: BOTH });
    await house.deliver({ messageId: 'words', text: 'where is it?', to: BOTH });
    await house.deliver({ messageId: 'before', text: '1', to: BOTH });
    expect(choiceOf(house)).toEqual(['2']);
    expect(
      [...house.messages.inbound.values()].map(({ id, ticket, delivery }) => [
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
    const house = new House();
    await notify(CUSTOMER, call('one'), house.desk());
    house.accepted.length = 0;
    for (const to of [SUPPORT, DELIVERY]) {
      await house.deliver({ messageId: `to-${to}`, from, to, text: 'hello' });
      await house.deliver({ messageId: `again-${to}`, from, to, text: '1' });
    }
    await house.sweep();
    expect(house.accepted).toEqual([]);
    expect(house.messages.inbound.size).toBe(4);
  });

  test('our own number with a notification open moves no text either', async () => {
    const house = new House();
    await notify(SUPPORT, call('loop'), house.desk());
    house.accepted.length = 0;
    await house.deliver({ messageId: 'loop', from: SUPPORT, to: DELIVERY, text: 'what?' });
    await house.deliver({ messageId: 'loop2', from: SUPPORT, to: DELIVERY, text: '1' });
    expect(house.accepted).toEqual([]);
  });
});
