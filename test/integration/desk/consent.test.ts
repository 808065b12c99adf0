import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NUMBERS, TestDesk } from '../../desk/desk.ts';
import { tracesOf } from './traces.ts';

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.open()));
afterAll(() => desk.close());

const texts = async (number: string) => (await desk.received(number)).map(({ text }) => text);

/** The settings as they stand, with `change`; everything else stays as ops left it. */
async function settle(change: Record<string, unknown>): Promise<void> {
  const stands = (await desk.items('NccoConfig')).find(({ name }) => name === 'settings');
  await desk.configure({ ...stands, ...change });
}

const supportIn = (more: Record<string, unknown>) => ({
  numbers: {
    [NUMBERS.support]: { uses: ['support', 'voice'], ...more },
    [NUMBERS.delivery]: { uses: ['delivery'] },
  },
});

describe('a customer who says STOP', () => {
  test.each(['STOP', 'stop', ' Unsubscribe. ', 'opt out', '停止', '配信停止', '退订', 'TD'])(
    'as %s: one confirmation, then silence from every side, until START',
    async (word) => {
      const customer = desk.newCustomer();
      await desk.text(customer, word);
      await desk.text(customer, word);
      await desk.text(customer, 'Are you there?');
      const refused = await desk.notify({ number: customer });
      expect(refused).toMatchObject({
        status: 409,
        body: { error: expect.any(String), results: [{ number: customer, status: 'opted-out' }] },
      });
      expect(await texts(customer)).toHaveLength(1);
      const { deliveries, inbound } = await tracesOf(desk, customer);
      expect([deliveries.length, inbound.length]).toEqual([0, 3]);

      await desk.text(customer, 'START', { to: NUMBERS.delivery });
      expect(await texts(customer)).toHaveLength(2);
      expect((await desk.notify({ number: customer })).status).toBe(200);
      expect(await texts(customer)).toHaveLength(3);
    },
  );

  test('among others in a batch stops nobody else', async () => {
    const [stopped, other] = [desk.newCustomer(), desk.newCustomer()];
    await desk.text(stopped, 'STOP');
    const { status, body } = await desk.notify({ numbers: [stopped, other] });
    expect(status).toBe(200);
    expect(body.results?.map((result) => result.status)).toEqual(['opted-out', 'sent']);
  });

  test('is not answered by an agent either, who is told why', async () => {
    const customer = desk.newCustomer();
    await desk.text(customer, 'Please help');
    await desk.text(customer, 'STOP');
    const number = (await tracesOf(desk, customer)).tickets[0]?.['number'];
    const jane = await desk.agent('Jane');
    const reply = await jane<{ error: string }>('POST', `/api/tickets/${String(number)}/replies`, {
      text: 'Yes',
    });
    expect([reply.status, reply.body.error]).toEqual([409, expect.stringMatching(/opted out/)]);
    expect(await texts(customer)).toHaveLength(2);
  });

  test('cancels what is queued', async () => {
    const customer = desk.newCustomer();
    await desk.simulate('POST', '/simulator/faults', { sms: { throttle: 60 } });
    expect((await desk.notify({ number: customer })).body.results).toMatchObject([{ status: 'queued' }]);
    await desk.simulate('DELETE', '/simulator/faults');
    await desk.text(customer, 'STOP');
    await desk.text(customer, 'START');
    for (let minute = 0; minute < 6; minute += 1) await desk.advance(30_000);
    expect(await texts(customer)).toHaveLength(2);
    const { outbound } = await tracesOf(desk, customer);
    expect(outbound.filter(({ status }) => status === 'cancelled')).toMatchObject([{ error: 'opted-out' }]);
  });

  test('ten copies at once are one confirmation', async () => {
    const customer = desk.newCustomer();
    await desk.text(customer, 'STOP', { copies: 10 });
    await desk.advance(6 * 60_000);
    expect(await texts(customer)).toHaveLength(1);
  });

  test('each change is kept with its time and its text', async () => {
    const customer = desk.newCustomer();
    for (const word of ['STOP', 'START', 'STOP']) {
      await desk.advance(2_000);
      await desk.text(customer, word);
    }
    const item = (await desk.items('Tickets')).find(({ id }) => id === `customer#${customer}`);
    expect(item?.['consent']).toMatchObject({
      state: 'stopped',
      at: expect.any(Number),
      by: expect.stringMatching(/^in-/),
      before: [
        { state: 'stopped', ours: NUMBERS.support },
        { state: 'started', ours: NUMBERS.support },
      ],
    });
  });
});

describe('a customer who says no in other words', () => {
  interface Shown {
    ticket: { number: number; consent?: string; maybeOptOut?: boolean };
  }
  const numberOf = async (customer: string) =>
    Number((await tracesOf(desk, customer)).tickets[0]?.['number']);

  test('is shown to agents, in the list too; one of them opts the customer out', async () => {
    const customer = desk.newCustomer();
    await desk.text(customer, 'Please stop texting me 🙏');
    const number = await numberOf(customer);
    const jane = await desk.agent('Jane');
    const at = `/api/tickets/${number}`;
    expect((await jane<Shown>('GET', at)).body.ticket.maybeOptOut).toBe(true);
    const inList = async () =>
      (await jane<{ tickets: Shown['ticket'][] }>('GET', '/api/tickets?limit=100')).body.tickets.find(
        (ticket) => ticket.number === number,
      );
    expect((await inList())?.maybeOptOut).toBe(true);
    expect(await texts(customer)).toHaveLength(1);

    for (let times = 0; times < 2; times += 1) {
      const { status, body } = await jane<Shown>('POST', `${at}/opt-out`, {});
      expect([status, body.ticket.consent, body.ticket.maybeOptOut]).toEqual([200, 'stopped', undefined]);
    }
    expect((await inList())?.maybeOptOut).toBeUndefined();
    expect((await desk.notify({ number: customer })).status).toBe(409);
    expect((await jane('POST', `${at}/replies`, { text: 'Sorry' })).status).toBe(409);
    expect((await jane('POST', `${at}/opt-out`, { optOut: false })).status).toBe(409);
    expect(await texts(customer)).toHaveLength(1);
    const item = (await desk.items('Tickets')).find(({ id }) => id === `customer#${customer}`);
    expect(item?.['consent']).toMatchObject({ state: 'stopped', agent: 'Jane', ours: NUMBERS.support });

    await desk.advance(2_000);
    await desk.text(customer, 'START');
    expect((await desk.notify({ number: customer })).status).toBe(200);
  });

  test('in answer to a notification reaches an agent, who may say that it was not meant', async () => {
    const customer = desk.newCustomer();
    await desk.notify({ number: customer });
    await desk.text(customer, 'もう送らないでください', { to: NUMBERS.delivery });
    const number = await numberOf(customer);
    const jane = await desk.agent('Jane');
    const at = `/api/tickets/${number}`;
    expect((await jane<Shown>('GET', at)).body.ticket.maybeOptOut).toBe(true);
    await jane('POST', `${at}/close`, {});
    await jane('POST', `${at}/reopen`, {});
    expect((await jane<Shown>('GET', at)).body.ticket.maybeOptOut).toBe(true);
    const { body } = await jane<Shown>('POST', `${at}/opt-out`, { optOut: false });
    expect(body.ticket.maybeOptOut).toBeUndefined();
    expect((await jane<Shown>('GET', at)).body.ticket).not.toHaveProperty('maybeOptOut');
    expect((await desk.notify({ number: customer })).status).toBe(200);
  });
});

describe('who answers', () => {
  test.each(['assist', 'tollfree'])('%s: the keyword is noted, we are silent', async (optOut) => {
    await settle(supportIn({ optOut }));
    const customer = desk.newCustomer();
    await desk.text(customer, 'STOP');
    expect(await texts(customer)).toEqual([]);
    expect((await desk.notify({ number: customer })).status).toBe(409);
    await desk.text(customer, 'UNSTOP');
    expect(await texts(customer)).toEqual([]);
    expect((await desk.notify({ number: customer })).status).toBe(200);
    await settle(supportIn({}));
  });

  test('HELP is answered once an hour, also by its other names', async () => {
    const customer = desk.newCustomer();
    for (const word of ['HELP', 'info', '帮助']) await desk.text(customer, word);
    expect(await texts(customer)).toEqual([expect.stringContaining('ACME')]);
    expect((await tracesOf(desk, customer)).tickets).toEqual([]);
  });

  test.each(['STOP 12345', 'please stop', 'nonstop', 'help me', 'start over please'])(
    '“%s” is no keyword: it opens a ticket',
    async (words) => {
      const customer = desk.newCustomer();
      await desk.text(customer, words);
      expect(await texts(customer)).toEqual([expect.stringMatching(/ticket \d+/)]);
    },
  );
});

describe('languages', () => {
  test.each([
    ['Japanese', '荷物が届きません。助けてください', /チケット番号\d+/],
    ['Chinese', '我的包裹还没有到,请帮忙', /工单号为\d+/],
    ['English', 'My parcel is late', /ticket \d+/],
  ])('a customer who writes %s is answered in it', async (_name, words, answer) => {
    const customer = desk.newCustomer();
    await desk.text(customer, words);
    const [received] = await desk.received(customer);
    expect(received?.text).toMatch(answer);
    expect(received?.type).toBe(_name === 'English' ? 'text' : 'unicode');
  });

  test('a language once shown is remembered, also for notifications', async () => {
    const customer = desk.newCustomer();
    await desk.text(customer, 'ありがとう');
    await desk.notify({ number: customer });
    expect((await texts(customer))[1]).toMatch(/[ぁ-ん]/);
  });

  test('a number speaks the language that it is set to, and ops change any text without deploying', async () => {
    await settle(supportIn({ language: 'ja' }));
    const first = desk.newCustomer();
    await desk.text(first, '1234');
    expect(await texts(first)).toEqual([expect.stringMatching(/チケット番号/)]);

    await desk.configure({
      name: 'texts/ja',
      confirm: '{business}: {ticket}番です',
      stopped: 'broken {nothing}',
    });
    const second = desk.newCustomer();
    await desk.text(second, '1234');
    await desk.text(second, 'STOP');
    expect(await texts(second)).toEqual([
      expect.stringMatching(/^ACME: \d+番です$/),
      expect.not.stringContaining('nothing'),
    ]);
    await settle(supportIn({}));
  });
});

describe('limits', () => {
  test('more than a number may get in a day is refused with a sentence, and counted by its reason', async () => {
    await settle({ limits: { textsPerRecipient: 2 } });
    const customer = desk.newCustomer();
    const statuses = [];
    for (let nth = 0; nth < 3; nth += 1) statuses.push((await desk.notify({ number: customer })).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect(await texts(customer)).toHaveLength(2);
    const line = desk
      .logs()
      .split('\n')
      .find((logged) => logged.includes('"recipient-limit"'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      reason: 'recipient-limit',
      _aws: { CloudWatchMetrics: [{ Namespace: 'frontdesk' }] },
    });
    await settle({ limits: {} });
  });

  test('more than the desk may send in a day is refused', async () => {
    const now = new Date(desk.system.clock.now()).toISOString().slice(0, 10);
    const sent = (await desk.items('Tickets'))
      .filter(({ id }) => String(id).startsWith(`texts#${now}#`))
      .reduce((sum, { texts: count }) => sum + (typeof count === 'number' ? count : 0), 0);
    await settle({ limits: { textsPerDay: sent + 1 } });
    const [one, other] = [desk.newCustomer(), desk.newCustomer()];
    expect((await desk.notify({ number: one })).status).toBe(200);
    expect((await desk.notify({ number: other })).status).toBe(429);
    await settle({ limits: {} });
  });

  test('other countries are refused', async () => {
    const answer = await desk.notify({ number: '+18765551234' });
    expect(answer).toMatchObject({ status: 403, body: { results: [{ status: 'refused' }] } });
    expect(await texts('18765551234')).toEqual([]);
  });

  test('a flood of texts from one number is stored and answered once', async () => {
    const customer = desk.newCustomer();
    for (let burst = 0; burst < 6; burst += 1) {
      await Promise.all(
        Array.from({ length: 10 }, (_, nth) =>
          desk.webhook('/support', desk.inbound(customer, `flood ${burst} ${nth}`)),
        ),
      );
    }
    await desk.advance(60_000);
    expect(await texts(customer)).toHaveLength(1);
    const { inbound, tickets } = await tracesOf(desk, customer);
    expect([inbound.length, tickets.length]).toEqual([60, 1]);
  }, 120_000);
});

describe('quiet hours', () => {
  test('hold a notification until morning, unless it is transactional', async () => {
    // From one minute ago until an hour from now, wherever the clock stands.
    const clock = (ms: number) => new Date(desk.system.clock.now() + ms).toISOString().slice(11, 16);
    await settle({ quietHours: { from: clock(-60_000), to: clock(3_600_000), zone: 'UTC' } });
    const customer = desk.newCustomer();
    const held = await desk.notify({ number: customer });
    expect(held).toMatchObject({ status: 200, body: { results: [{ status: 'held' }] } });
    expect(await texts(customer)).toEqual([]);
    expect(
      (await desk.notify({ number: desk.newCustomer(), transactional: true })).body.results,
    ).toMatchObject([{ status: 'sent' }]);
    // What the customer asks for is answered at night too.
    await desk.text(customer, 'Please help');
    expect(await texts(customer)).toHaveLength(1);

    for (let minute = 0; minute < 62; minute += 1) await desk.advance(60_000);
    expect(await texts(customer)).toHaveLength(2);
    await settle({ quietHours: null });
  }, 120_000);
});

describe('when the day’s texts are gone', () => {
  test('notifications are refused; what customers and agents asked for is held with its reason, and goes the next day', async () => {
    await settle({ limits: { textsPerDay: 0 } });
    expect((await desk.notify({ number: desk.newCustomer() })).status).toBe(429);
    const customer = desk.newCustomer();
    const { body } = await desk.text(customer, 'Please help');
    expect(body.webhooks.map(({ status }) => status)).toEqual([200]);
    const number = Number((await tracesOf(desk, customer)).tickets[0]?.['number']);
    const jane = await desk.agent('Jane');
    const tomorrow = Math.ceil(desk.system.clock.now() / 86_400_000) * 86_400_000;
    const held = { reason: 'daily-limit', until: new Date(tomorrow).toISOString() };
    expect(await jane('POST', `/api/tickets/${number}/replies`, { text: 'It is on its way.' })).toMatchObject(
      {
        status: 201,
        body: { message: { status: 'queued', held } },
      },
    );
    const thread = await jane<{ messages: object[] }>('GET', `/api/tickets/${number}`);
    expect(thread.body.messages.slice(1)).toMatchObject([{ held }, { held }]);
    expect(await texts(customer)).toEqual([]);
    await settle({ limits: {} });
    await desk.advance(tomorrow - desk.system.clock.now() + 60_000);
    await desk.advance(60_000);
    expect(await texts(customer)).toEqual([expect.stringMatching(/ticket/), 'It is on its way.']);
  });
});

describe('settings that ops broke', () => {
  test('fall back one by one, and say which in the log', async () => {
    await settle({
      limits: { textsPerRecipient: 'many', parts: 0, textsPerDay: 4_000 },
      quietHours: { from: '25:00', to: 'morning' },
      keepDays: -1,
      reopenWithinHours: 'soon',
    });
    const customer = desk.newCustomer();
    expect((await desk.notify({ number: customer })).status).toBe(200);
    expect(await texts(customer)).toHaveLength(1);
    const broken = desk
      .logs()
      .split('\n')
      .filter((line) => line.includes('settings-broken'))
      .map((line) => (JSON.parse(line) as { attribute: string }).attribute);
    expect(new Set(broken)).toEqual(
      new Set([
        'limits.textsPerRecipient',
        'limits.parts',
        'quietHours.from',
        'quietHours.to',
        'keepDays',
        'reopenWithinHours',
      ]),
    );
    const problems = async () =>
      (await desk.items('NccoConfig')).find(({ name }) => name === 'settings')?.['problems'];
    await desk.advance(60_000);
    expect(await problems()).toContain('keepDays must be a whole number from 1 to 3650');
    await settle({ limits: {}, quietHours: null, keepDays: 400, reopenWithinHours: 0 });
    await desk.advance(60_000);
    expect(await problems()).toBeUndefined();
  });
});

describe('no paid loops', () => {
  test('our own numbers and senders that are no number are stored and never answered', async () => {
    for (const from of [NUMBERS.delivery, 'ACMEBANK', '62442']) {
      await desk.webhook('/support', desk.inbound(from, 'Hello'));
      await desk.webhook('/support', desk.inbound(from, 'STOP'));
      expect((await desk.received(from)).filter(({ to }) => to === from)).toEqual([]);
      expect((await tracesOf(desk, from)).inbound).toHaveLength(2);
    }
  });

  test('an auto-responder that answers everything ends the talk by itself', async () => {
    const customer = desk.newCustomer();
    await desk.notify({ number: customer });
    let heard = 0;
    for (let turn = 0; turn < 12; turn += 1) {
      const received = await desk.received(customer);
      if (received.length === heard) break;
      for (const { from } of received.slice(heard))
        await desk.text(customer, 'I am out of office.', { to: from });
      heard = received.length;
    }
    expect(heard).toBeLessThanOrEqual(4);
  });
});
