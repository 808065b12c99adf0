import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NUMBERS, TestDesk } from '../desk/desk.ts';

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.open()));
afterAll(() => desk.close());

interface Tickets {
  tickets: { number: number; customer: string; status: string; lastMessageAt: string }[];
}

const ticketIn = (text: string | undefined): number =>
  Number(/(?:ticket |チケット番号|工单号为)(\d+)/.exec(text ?? '')?.[1]);

describe('SMS customer support', () => {
  test('the page at the root opens the phone with a text to our number already begun', async () => {
    const { status, text, headers } = await desk.ask('GET', '/');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/html');
    expect(text).toContain('ACME Support');
    expect(text).toContain('Get support via SMS');
    const link = /href="(sms:[^"]+)"/.exec(text)?.[1] ?? '';
    const target = decodeURIComponent(
      link.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))),
    );
    expect(target.startsWith(`sms:+${NUMBERS.support}?&body=`)).toBe(true);
    expect(target).toContain("Hi ACME, I'd like some help with: ");
    expect(text).toContain('<svg');
  });

  test('a first text opens a ticket and is answered with its number; a second joins it and is not answered', async () => {
    const customer = desk.newCustomer();
    const first = await desk.text(customer, 'My order is late');
    expect(first.body.webhooks).toEqual([expect.objectContaining({ status: 200, attempt: 1 })]);
    const [confirmation, ...others] = await desk.received(customer);
    expect(others).toEqual([]);
    expect(confirmation).toMatchObject({ from: NUMBERS.support, to: customer, type: 'text' });
    expect(confirmation?.text).toContain('24 hours');
    const number = ticketIn(confirmation?.text);
    expect(number).toBeGreaterThan(0);

    await desk.text(customer, 'It is order 7');
    expect(await desk.received(customer)).toHaveLength(1);

    const jane = await desk.agent('Jane');
    const thread = await jane<{
      ticket: object;
      messages: { direction: string; text: string; status: string }[];
    }>('GET', `/api/tickets/${number}`);
    expect(thread.body.ticket).toMatchObject({ number, customer, status: 'open' });
    expect(thread.body.messages.map(({ direction, text }) => [direction, text])).toEqual([
      ['inbound', 'My order is late'],
      ['outbound', confirmation?.text],
      ['inbound', 'It is order 7'],
    ]);
    expect(thread.body.messages[1]?.status).toBe('delivered');
  });

  test('after the ticket is closed the next text opens a new one; a late duplicate of an old text opens nothing', async () => {
    const customer = desk.newCustomer();
    const params = desk.inbound(customer, 'First matter');
    await desk.webhook('/support', params);
    await desk.system.settled();
    const first = ticketIn((await desk.received(customer))[0]?.text);

    const joe = await desk.agent('Joe');
    const closed = await joe<{ ticket: { status: string } }>('POST', `/api/tickets/${first}/close`, {});
    expect(closed).toMatchObject({ status: 200, body: { ticket: { number: first, status: 'closed' } } });

    expect((await desk.webhook('/support', params)).status).toBe(200);
    await desk.system.settled();
    expect(await desk.received(customer)).toHaveLength(1);

    await desk.text(customer, 'Second matter');
    const second = ticketIn((await desk.received(customer))[1]?.text);
    expect(second).toBeGreaterThan(first);
    const open = await joe<Tickets>('GET', '/api/tickets?status=open');
    const closedList = await joe<Tickets>('GET', '/api/tickets?status=closed');
    expect(
      open.body.tickets.filter((ticket) => ticket.customer === customer).map(({ number }) => number),
    ).toEqual([second]);
    expect(
      closedList.body.tickets.filter((ticket) => ticket.customer === customer).map(({ number }) => number),
    ).toEqual([first]);
  });

  test('50 first texts of one customer at once open one ticket and send one confirmation', async () => {
    const customer = desk.newCustomer();
    const texts = Array.from({ length: 50 }, (_, index) => desk.inbound(customer, `text ${index}`));
    const answers = await Promise.all(texts.map((params) => desk.webhook('/support', params)));
    await desk.advance(2 * 60_000);
    // Fifty environments that start at once may find the table too slow: Vonage delivers what was not taken again.
    for (const [index, { status }] of answers.entries()) {
      expect([200, 503]).toContain(status);
      if (status === 503) expect((await desk.webhook('/support', texts[index] ?? {})).status).toBe(200);
    }
    await desk.system.settled();
    expect(await desk.received(customer)).toHaveLength(1);
    const tickets = (await desk.items('Tickets')).filter((item) => item['customer'] === customer);
    expect(tickets).toHaveLength(1);
    const stored = (await desk.items('Messages')).filter(
      (item) => item['customer'] === customer && item['direction'] === 'inbound',
    );
    expect(stored).toHaveLength(50);
    expect(new Set(stored.map((item) => item['ticket']))).toEqual(new Set([tickets[0]?.['number']]));
  });

  test('webhooks delivered five times each, in any order, store one message each and confirm once', async () => {
    const customer = desk.newCustomer();
    const texts = Array.from({ length: 6 }, (_, index) => desk.inbound(customer, `text ${index}`));
    // Each text's copies stand apart, and other texts between them.
    const deliveries = Array.from({ length: 30 }, (_, index) => texts[(index * 17) % 6] ?? {});
    await Promise.all(deliveries.map((params) => desk.webhook('/support', params)));
    for (const params of deliveries.toReversed()) {
      const { status } = await desk.webhook('/support', params);
      expect([200, 503]).toContain(status);
    }
    await desk.advance(2 * 60_000);
    for (const params of texts) expect((await desk.webhook('/support', params)).status).toBe(200);
    await desk.system.settled();
    const stored = (await desk.items('Messages')).filter(
      (item) => item['customer'] === customer && item['direction'] === 'inbound',
    );
    expect(stored.map((item) => item['text']).sort()).toEqual(texts.map(({ text }) => text));
    expect(new Set(stored.map((item) => item['ticket'])).size).toBe(1);
    expect(await desk.received(customer)).toHaveLength(1);
  });

  test('the same webhook five times at once stores one message and confirms once', async () => {
    const customer = desk.newCustomer();
    const answer = await desk.text(customer, 'Hello', { copies: 5 });
    expect(answer.status).toBe(200);
    // The copies that met the live attempt of another were answered 503: Vonage delivers them again.
    await desk.advance(10 * 60_000);
    expect(await desk.received(customer)).toHaveLength(1);
    const stored = (await desk.items('Messages')).filter(
      (item) => item['customer'] === customer && item['direction'] === 'inbound',
    );
    expect(stored).toHaveLength(1);
    const last = await desk.simulate<{ status: number; url: string }[]>('GET', '/simulator/webhooks');
    expect(last.body.filter(({ url }) => url.includes('/support')).at(-1)?.status).toBe(200);
  });

  test.each([
    ['emoji', 'My parcel 📦 is 😢 late'],
    ['Japanese', '荷物がまだ届きません。助けてください。'],
    ['Chinese', '我的包裹还没有到,请帮忙。'],
  ])('%s is stored and shown unchanged', async (_script, words) => {
    const customer = desk.newCustomer();
    await desk.text(customer, words);
    const number = ticketIn((await desk.received(customer))[0]?.text);
    const jane = await desk.agent('Jane');
    const thread = await jane<{ messages: { text: string }[] }>('GET', `/api/tickets/${number}`);
    expect(thread.body.messages[0]?.text).toBe(words);
    const reply = await jane<{ message: { status: string } }>('POST', `/api/tickets/${number}/replies`, {
      text: words,
    });
    expect(reply.status).toBe(201);
    await desk.system.settled();
    expect((await desk.received(customer))[1]).toMatchObject({ text: words, type: 'unicode' });
  });

  test('an agent writes first, answers, and the record carries the agent’s name', async () => {
    const customer = desk.newCustomer();
    const jane = await desk.agent('Jane');
    const opened = await jane<{ ticket: { number: number } }>('POST', '/api/tickets', {
      customer: `+${customer}`,
      text: 'Your parcel is here.',
    });
    expect(opened.status).toBe(201);
    await desk.system.settled();
    expect((await desk.received(customer)).map(({ text }) => text)).toEqual(['Your parcel is here.']);
    await desk.text(customer, 'Thank you!');
    expect(await desk.received(customer)).toHaveLength(1);
    const thread = await jane<{ messages: { agent?: string; from: string; to: string }[] }>(
      'GET',
      `/api/tickets/${opened.body.ticket.number}`,
    );
    expect(thread.body.messages).toHaveLength(2);
    expect(thread.body.messages[0]).toMatchObject({ agent: 'Jane', from: NUMBERS.support, to: customer });
  });

  test('a closed ticket is listed once, also after an opening that died half-way', async () => {
    const customer = desk.newCustomer();
    await desk.text(customer, 'One');
    const number = ticketIn((await desk.received(customer))[0]?.text);
    const jane = await desk.agent('Jane');
    await jane('POST', `/api/tickets/${number}/close`, {});
    // The next opener archives the closed ticket first; here it dies before it opens its own.
    const item = (await desk.items('Tickets')).find((one) => one['customer'] === customer);
    await desk.tables.send(
      new PutCommand({ TableName: 'Tickets', Item: { ...item, id: `ticket#${number}` } }),
    );
    const closed = await jane<Tickets>('GET', '/api/tickets?status=closed');
    expect(closed.body.tickets.filter((ticket) => ticket.customer === customer)).toHaveLength(1);
  });

  test('a ticket is reopened, but not while a newer one is open', async () => {
    const customer = desk.newCustomer();
    await desk.text(customer, 'One');
    const first = ticketIn((await desk.received(customer))[0]?.text);
    const jane = await desk.agent('Jane');
    await jane('POST', `/api/tickets/${first}/close`, { text: 'Goodbye.' });
    await desk.system.settled();
    expect((await desk.received(customer)).at(-1)?.text).toBe('Goodbye.');
    expect((await jane('POST', `/api/tickets/${first}/replies`, { text: 'late' })).status).toBe(409);
    expect((await jane('POST', `/api/tickets/${first}/reopen`)).body).toMatchObject({
      ticket: { status: 'open' },
    });
    await jane('POST', `/api/tickets/${first}/close`, {});
    await desk.text(customer, 'Two');
    expect((await jane('POST', `/api/tickets/${first}/reopen`)).status).toBe(409);
  });
});
