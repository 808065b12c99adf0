import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ClientError } from '../../../../desk/client-error.ts';
import type { AgentDesk } from '../../../../desk/tickets/agent-desk.ts';
import { close } from '../../../../desk/tickets/close.ts';
import { reopen } from '../../../../desk/tickets/reopen.ts';
import { replyTo } from '../../../../desk/tickets/reply.ts';
import { writeFirst } from '../../../../desk/tickets/write-first.ts';
import { CUSTOMER, House } from '../memory/house.ts';
import { inTurnOf, mortal } from '../memory/steps.ts';

const JANE = { agent: 'Jane', key: 'key-of-jane' };
const JOE = { agent: 'Joe', key: 'key-of-joe' };

async function withTicket(tickMs = 1): Promise<{ house: House; number: number; desk: AgentDesk }> {
  const house = new House(tickMs);
  await house.deliver({ messageId: 'first' });
  return { house, number: house.tickets.all()[0]?.number ?? 0, desk: house.desk() };
}

const statusOf = (error: unknown): number => (error as ClientError).status;

describe('a reply', () => {
  test('of two agents in one millisecond: both go, at two moments, in the order in which they were taken', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { house, number } = await withTicket(0);
        const step = inTurnOf(scheduler);
        const replies = await scheduler.waitFor(
          Promise.all(
            [JANE, JOE, { agent: 'Jane', key: 'another' }].map((by) =>
              replyTo(number, `From ${by.key}`, by, house.desk(step)),
            ),
          ),
        );
        expect(new Set(replies.map(({ at }) => at)).size).toBe(3);
        expect(house.phone()).toHaveLength(4);
        expect(Math.max(...replies.map(({ at }) => at))).toBe(house.tickets.ticket(number)?.lastMessageAt);
      }),
      { numRuns: 200 },
    );
  });

  test('with one key is one text whatever happens at once; another text under it is 422', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { house, number } = await withTicket();
        const step = inTurnOf(scheduler);
        const outcomes = await scheduler.waitFor(
          Promise.all(
            ['Yes', 'Yes', 'No'].map((text) =>
              replyTo(number, text, JANE, house.desk(step)).then(({ text: sent }) => sent, statusOf),
            ),
          ),
        );
        expect(house.phone()).toHaveLength(2);
        const sent = house.phone()[1];
        expect(outcomes).toEqual(['Yes', 'Yes', 'No'].map((text) => (text === sent ? text : 422)));
      }),
      { numRuns: 200 },
    );
  });

  test('made again moves nothing, also on a ticket that was closed since', async () => {
    const { house, number, desk } = await withTicket();
    const first = await replyTo(number, 'Yes', JANE, desk);
    await close(number, { agent: 'Joe' }, desk);
    const before = structuredClone(house.tickets.all());
    expect(await replyTo(number, 'Yes', JANE, desk)).toMatchObject({ id: first.id, at: first.at });
    expect(house.tickets.all()).toEqual(before);
    await expect(replyTo(number, 'More', JOE, desk)).rejects.toMatchObject({ status: 409 });
  });

  test('killed at any step and made again goes once', async () => {
    for (let steps = 0; ; steps += 1) {
      const { house, number } = await withTicket();
      const { step, dead } = mortal(steps);
      const ended = await Promise.race([replyTo(number, 'Yes', JANE, house.desk(step)), dead]);
      for (const { id } of house.messages.outbound.values())
        if (house.accepted.some(({ clientRef }) => clientRef === id)) house.messages.receiptFor(id);
      house.advance(61_000);
      expect(await replyTo(number, 'Yes', JANE, house.desk())).toMatchObject({ text: 'Yes', agent: 'Jane' });
      expect(house.phone().filter((text) => text === 'Yes')).toHaveLength(1);
      if (ended !== 'dead') break;
    }
  });

  test.each([
    ['in GSM-7', 'a'.repeat(918), 'a'.repeat(919)],
    ['in unicode', '漢'.repeat(402), '漢'.repeat(403)],
  ])('of one part too many %s is refused before anything is stored', async (_name, fits, tooLong) => {
    const { house, number, desk } = await withTicket();
    const before = structuredClone([house.tickets.all(), [...house.messages.outbound]]);
    for (const refused of [
      replyTo(number, tooLong, JANE, desk),
      close(number, { text: tooLong, agent: 'Jane' }, desk),
      writeFirst('447700900099', tooLong, JANE, desk),
    ]) {
      await expect(refused).rejects.toMatchObject({
        status: 400,
        message: expect.stringMatching(/7 parts.*6 are allowed/),
      });
    }
    expect([house.tickets.all(), [...house.messages.outbound]]).toEqual(before);
    await expect(replyTo(number, fits, JANE, desk)).resolves.toMatchObject({ parts: 6 });
  });

  test('that nobody would see is refused before anything is stored', async () => {
    const { house, number, desk } = await withTicket();
    const before = structuredClone([house.tickets.all(), [...house.messages.outbound]]);
    for (const text of ['\u200b', '\u2060\u00ad', '\u3164', '\u2800', ' \u200b\n'])
      for (const refused of [
        replyTo(number, text, JANE, desk),
        close(number, { text, agent: 'Jane' }, desk),
        writeFirst('447700900099', text, JANE, desk),
      ])
        await expect(refused).rejects.toMatchObject({
          status: 400,
          reason: 'text-blank',
          message: expect.stringMatching(/can be read/),
        });
    expect([house.tickets.all(), [...house.messages.outbound]]).toEqual(before);
  });

  test('is composed before it is measured, sent and compared', async () => {
    const { house, number, desk } = await withTicket();
    const [parts, whole] = ['e\u0301'.repeat(70), 'é'.repeat(70)];
    for (const text of [parts, whole, parts])
      expect(await replyTo(number, text, JANE, desk)).toMatchObject({ text: whole, parts: 1, type: 'text' });
    expect(house.phone().filter((text) => text === whole)).toHaveLength(1);
    await expect(replyTo(number, 'another', JANE, desk)).rejects.toMatchObject({ status: 422 });
    const first = await writeFirst('447700900099', parts, JANE, desk);
    expect((await writeFirst('447700900099', whole, JANE, desk)).message.id).toBe(first.message.id);
    for (const text of [parts, whole])
      expect((await close(number, { text, agent: 'Jane' }, desk)).message).toMatchObject({ text: whole });
    expect(house.phone().filter((text) => text === whole)).toHaveLength(2);
    // What the customer wrote stands as it came.
    await house.deliver({ messageId: 'b', text: parts });
    expect(house.messages.inbound.get('in-b')?.text).toBe(parts);
  });

  test('that Vonage refuses is failed, with Vonage’s words, also when it is made again', async () => {
    const { house, number, desk } = await withTicket();
    house.answers.push({ kind: 'refused', error: 'Vonage status 7' });
    for (let times = 0; times < 2; times += 1)
      expect(await replyTo(number, 'Yes', JANE, desk)).toMatchObject({
        status: 'failed',
        error: 'Vonage status 7',
      });
  });
});

describe('to a customer who said STOP', () => {
  async function stopped(): Promise<{ house: House; number: number; desk: AgentDesk }> {
    const made = await withTicket();
    await made.house.deliver({ messageId: 'stop', text: 'STOP' });
    return made;
  }

  test('a reply is refused, and kept as cancelled', async () => {
    const { house, number, desk } = await stopped();
    await expect(replyTo(number, 'Yes', JANE, desk)).rejects.toMatchObject({
      status: 409,
      reason: 'opted-out',
    });
    expect([...house.messages.outbound.values()].find(({ text }) => text === 'Yes')).toMatchObject({
      status: 'cancelled',
      error: 'opted-out',
      ticket: number,
    });
  });

  test('nobody writes first, and no ticket is opened for it', async () => {
    const { house, number, desk } = await stopped();
    await close(number, { agent: 'Jane' }, desk);
    const before = structuredClone(house.tickets.all());
    await expect(writeFirst(CUSTOMER, 'Hello', JANE, desk)).rejects.toMatchObject({ status: 409 });
    expect(house.tickets.all()).toEqual(before);
  });

  test('a ticket closes, and its closing text is told as cancelled', async () => {
    const { number, desk } = await stopped();
    expect(await close(number, { text: 'Bye', agent: 'Jane' }, desk)).toMatchObject({
      ticket: { status: 'closed' },
      message: { status: 'cancelled', error: 'opted-out' },
    });
  });
});

describe('the first text', () => {
  test('made again, at any time, answers with its ticket and text and changes nothing', async () => {
    const house = new House();
    const desk = house.desk();
    const first = await writeFirst(CUSTOMER, 'Hello', JANE, desk);
    const { number } = first.ticket;
    const again = async () => {
      const before = structuredClone([house.tickets.all(), house.phone()]);
      const answer = await writeFirst(CUSTOMER, 'Hello', JANE, desk);
      expect([answer.ticket.number, answer.message.id]).toEqual([number, first.message.id]);
      expect([house.tickets.all(), house.phone()]).toEqual(before);
    };
    await again();
    await close(number, { agent: 'Joe' }, desk);
    await again();
    await house.deliver({ messageId: 'other' });
    await again();
    await expect(writeFirst(CUSTOMER, 'Goodbye', JANE, desk)).rejects.toMatchObject({ status: 422 });
  });

  test('killed at any step, its ticket closed, and made again: it goes once, on an open ticket', async () => {
    for (let steps = 0; ; steps += 1) {
      const house = new House();
      const { step, dead } = mortal(steps);
      const ended = await Promise.race([writeFirst(CUSTOMER, 'Hello', JANE, house.desk(step)), dead]);
      const died = ended === 'dead' && house.messages.outbound.size === 0;
      const [ticket] = house.tickets.all();
      if (ticket) await close(ticket.number, { agent: 'Joe' }, house.desk());
      for (const { id } of house.messages.outbound.values())
        if (house.accepted.some(({ clientRef }) => clientRef === id)) house.messages.receiptFor(id);
      house.advance(61_000);
      const answer = await writeFirst(CUSTOMER, 'Hello', JANE, house.desk());
      expect(house.phone()).toEqual(['Hello']);
      expect(house.tickets.all().filter(({ status }) => status === 'open')).toHaveLength(died ? 1 : 0);
      expect(answer.message.ticket).toBe(answer.ticket.number);
      expect(house.tickets.all()).toHaveLength(1);
      if (ended !== 'dead') break;
    }
  });

  test('to a country that is not allowed opens no ticket', async () => {
    const house = new House();
    await expect(writeFirst('+8801712345678', 'Hello', JANE, house.desk())).rejects.toMatchObject({
      status: 403,
      reason: 'country-not-allowed',
    });
    expect(house.tickets.all()).toEqual([]);
  });
});

describe('a close', () => {
  test('of what another closed is no mistake and says nothing to the customer', async () => {
    const { house, number, desk } = await withTicket();
    await close(number, { agent: 'Jane' }, desk);
    expect(await close(number, { text: 'Bye', agent: 'Joe' }, desk)).toMatchObject({
      ticket: { status: 'closed' },
    });
    await close(number, { text: 'Bye', agent: 'Jane' }, desk);
    expect(house.phone()).toHaveLength(1);
  });

  test('after a reopening may say goodbye again', async () => {
    const { house, number, desk } = await withTicket(0);
    for (let times = 0; times < 2; times += 1) {
      await close(number, { text: 'Bye', agent: 'Jane' }, desk);
      await reopen(number, desk);
    }
    expect(house.phone().filter((text) => text === 'Bye')).toHaveLength(2);
  });

  test('stands in the thread after all that was said before it, also in the same millisecond', async () => {
    const { number, desk } = await withTicket(0);
    const reply = await replyTo(number, 'Yes', JANE, desk);
    const { message, ticket } = await close(number, { text: 'Bye', agent: 'Jane' }, desk);
    expect(message?.at).toBeGreaterThan(reply.at);
    await reopen(number, desk);
    const next = await replyTo(number, 'Also', JOE, desk);
    expect(next.at).toBeGreaterThan(ticket.closedAt ?? Infinity);
  });
});
