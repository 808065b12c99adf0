import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { formBody, NUMBERS, TestDesk } from '../desk/desk.ts';

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.open()));
afterAll(() => desk.close());

const toDelivery = { to: NUMBERS.delivery };

async function delivery(id: string | undefined): Promise<{ choice?: { digit: string; label: string } }> {
  const answer = await desk.ask<{ delivery: { choice?: { digit: string; label: string } } }>(
    'GET',
    `/api/deliveries/${id ?? ''}`,
    {
      headers: { authorization: `Bearer ${desk.system.account.notifyKey}` },
    },
  );
  expect(answer.status).toBe(200);
  return answer.body.delivery;
}

describe('two-way SMS', () => {
  test('the page asks for a number and the key', async () => {
    const { status, text } = await desk.ask('GET', '/notify');
    expect(status).toBe(200);
    expect(text).toContain('name="number"');
    expect(text).toContain('name="key"');
  });

  test.each([
    ['1', 'tomorrow'],
    ['2', 'Thursday'],
    ['3', 'deliver to post office'],
  ])('JSON: the notification is sent; the reply %s is stored and acknowledged', async (digit, label) => {
    const customer = desk.newCustomer();
    const answer = await desk.notify({ number: `+${customer}` });
    expect(answer).toMatchObject({
      status: 200,
      body: { message: `Notification sent to ${customer}`, results: [{ number: customer, status: 'sent' }] },
    });
    const [notification] = await desk.received(customer);
    expect(notification).toMatchObject({ from: NUMBERS.delivery });
    expect(notification?.text).toMatch(
      /tomorrow between 8am and 2pm.*1 \(tomorrow\), 2 \(Thursday\) or 3 \(deliver to post office\)/,
    );

    await desk.text(customer, ` ${digit} `, toDelivery);
    expect((await desk.received(customer))[1]?.text).toMatch(new RegExp(`option ${digit}\\b`));
    expect((await delivery(answer.body.results?.[0]?.id)).choice).toMatchObject({ digit, label });
  });

  test('the shop asks its own question, and reads what its customer chose and what that does', async () => {
    const customer = desk.newCustomer();
    const answer = await desk.notify({
      number: customer,
      day: '土曜日',
      window: '18時から20時',
      options: [
        { digit: '5', label: '玄関に置く', effect: 'door' },
        { digit: '0', label: '受け取らない', effect: 'return' },
      ],
      language: 'ja',
    });
    expect((await desk.received(customer))[0]?.text).toMatch(
      /土曜日.*18時から20時.*5 \(玄関に置く\) または 0 \(受け取らない\)/,
    );
    await desk.text(customer, '５', toDelivery);
    expect((await desk.received(customer))[1]?.text).toContain('玄関に置く');
    expect(await delivery(answer.body.results?.[0]?.id)).toMatchObject({
      status: 'delivered',
      choice: { digit: '5', label: '玄関に置く', effect: 'door' },
    });
  });

  test('form: a page says the same, and echoes nothing as markup', async () => {
    const customer = desk.newCustomer();
    const sent = await desk.ask(
      'POST',
      '/notify',
      formBody({ number: `+${customer}`, key: desk.system.account.notifyKey }),
    );
    expect(sent.status).toBe(200);
    expect(sent.text).toContain(`Notification sent to ${customer}`);
    expect(sent.text).not.toContain(desk.system.account.notifyKey);
    const hostile = await desk.ask(
      'POST',
      '/notify',
      formBody({ number: '<script>alert(1)</script>', key: desk.system.account.notifyKey }),
    );
    expect(hostile.status).toBe(400);
    expect(hostile.text).not.toContain('<script>');
    expect(hostile.text).not.toContain('alert(1)</script>');
  });

  test('anything else gets the options again and changes nothing, at most twice', async () => {
    const customer = desk.newCustomer();
    const id = (await desk.notify({ number: customer })).body.results?.[0]?.id;
    for (const text of ['9', 'what?', '12', '1 2 3']) await desk.text(customer, text, toDelivery);
    const received = await desk.received(customer);
    expect(received).toHaveLength(3);
    expect(received[1]?.text).toContain('2 (Thursday)');
    expect((await delivery(id)).choice).toBeUndefined();
    await desk.text(customer, '２', toDelivery);
    expect((await delivery(id)).choice).toMatchObject({ digit: '2' });
  });

  test('receipts are stored on the text they belong to, and a late one never undoes a final one', async () => {
    const customer = desk.newCustomer();
    await desk.notify({ number: customer });
    await desk.system.settled();
    const [sent] = await desk.received(customer);
    const stored = async () => (await desk.items('Messages')).find((item) => item['id'] === sent?.clientRef);
    await desk.until(async () => (await stored())?.['status'] === 'delivered');
    const late = await desk.webhook('/receipts', {
      msisdn: customer,
      to: NUMBERS.delivery,
      messageId: sent?.id ?? '',
      status: 'buffered',
      'err-code': '0',
      'client-ref': sent?.clientRef ?? '',
    });
    expect(late.status).toBe(200);
    expect(await stored()).toMatchObject({
      status: 'delivered',
      receipts: { [sent?.id ?? '']: { status: 'delivered' } },
    });
    const foreign = await desk.webhook('/receipts', {
      msisdn: customer,
      to: NUMBERS.delivery,
      messageId: 'x',
      status: 'delivered',
      'client-ref': 'someone-else',
    });
    expect(foreign.status).toBe(200);
  });

  test('a text is delivered when all parts that Vonage took are, whatever we had counted', async () => {
    const Item = {
      id: 'fd-counted-too-many',
      direction: 'outbound',
      customer: desk.newCustomer(),
      ours: NUMBERS.delivery,
      text: 'Hello',
      at: 1,
      status: 'sent',
      type: 'text',
      parts: 3,
      attempts: 1,
      vonageIds: ['part-1', 'part-2'],
    };
    await desk.tables.send(new PutCommand({ TableName: 'Messages', Item }));
    const status = async () => (await desk.items('Messages')).find(({ id }) => id === Item.id)?.['status'];
    const receipt = (messageId: string) =>
      desk.webhook('/receipts', { messageId, status: 'delivered', 'client-ref': Item.id });
    await receipt('part-1');
    expect(await status()).toBe('sent');
    await receipt('part-2');
    expect(await status()).toBe('delivered');
  });

  test('one bad number stops nobody', async () => {
    const [one, two] = [desk.newCustomer(), desk.newCustomer()];
    const answer = await desk.notify({ numbers: [one, 'no number', two] });
    expect(answer.status).toBe(200);
    expect(answer.body.results?.map(({ status }) => status)).toEqual(['sent', 'invalid', 'sent']);
    expect(await desk.received(two)).toHaveLength(1);
  });

  test('an Idempotency-Key makes a repeated call send nothing again; with another body it is refused', async () => {
    const customer = desk.newCustomer();
    const key = { 'idempotency-key': 'order-4711' };
    const [first, second] = await Promise.all([
      desk.notify({ number: customer }, key),
      desk.notify({ number: customer }, key),
    ]);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(first.body.results?.[0]?.id).toBe(second.body.results?.[0]?.id);
    expect((await desk.notify({ number: customer }, key)).body.results?.[0]).toMatchObject({
      status: 'sent',
    });
    expect(await desk.received(customer)).toHaveLength(1);
    expect((await desk.notify({ number: desk.newCustomer() }, key)).status).toBe(422);
  });
});
