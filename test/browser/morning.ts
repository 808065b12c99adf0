import { NUMBERS, type TestDesk } from '../desk/desk.ts';

const MINUTE_MS = 60_000;

/** The customers of the morning. No subscriber has these numbers; the Japanese one is a common example. */
export const CUSTOMERS = [
  { name: 'Emma', number: '447700900012' },
  { name: '佐藤', number: '819012345678' },
  { name: '李', number: '447700900064' },
  { name: 'Oliver', number: '447700900031' },
] as const;
const [EMMA, SATO, LI, OLIVER] = CUSTOMERS;
const GRACE = '447700900027';
const HARRY = '447700900045';

/**
 * Plays a typical morning through the public routes: questions in three languages and their answers, a delivery that is
 * moved, a voicemail, a missed call.
 *
 * @returns the number of Emma's ticket, the one with the longest thread
 */
export async function playMorning(desk: TestDesk): Promise<number> {
  const [jane, joe] = await Promise.all([desk.agent('Jane'), desk.agent('Joe')]);
  const ticketOf = async (customer: string): Promise<number> => {
    const { body } = await jane<{ tickets: { number: number; customer: string }[] }>('GET', '/api/tickets');
    const ticket = body.tickets.find((candidate) => candidate.customer === customer);
    if (!ticket) throw new Error(`There is no open ticket of ${customer}.`);
    return ticket.number;
  };
  const answer = async (agent: typeof jane, customer: string, text: string): Promise<void> => {
    const { status } = await agent('POST', `/api/tickets/${await ticketOf(customer)}/replies`, { text });
    if (status >= 300) throw new Error(`The reply was answered ${status}.`);
    await desk.system.settled();
  };
  const later = (minutes: number): Promise<void> => desk.advance(minutes * MINUTE_MS);
  const withNobodyThere = async (work: () => Promise<void>): Promise<void> => {
    for (const agent of [jane, joe]) await agent('POST', '/api/availability', { available: false });
    await work();
    for (const agent of [jane, joe]) await agent('POST', '/api/availability', { available: true });
  };
  const call = async (from: string): Promise<{ id: string }> =>
    (await desk.simulate<{ id: string }>('POST', '/simulator/calls', { from, to: NUMBERS.voice })).body;
  const leaveVoicemail = async (from: string, words: string): Promise<void> => {
    const { id } = await call(from);
    await desk.simulate('POST', `/simulator/calls/${id}/speech`, { text: words, seconds: 11 });
    await desk.simulate('POST', `/simulator/calls/${id}/hangup`, {});
    await desk.advance(10_000);
  };

  await desk.text(LI.number, '你好，我的包裹显示已签收，但是我没有收到。');
  await later(3);
  await answer(joe, LI.number, '很抱歉！我们正在联系司机，一小时内给您答复。');
  await later(2);
  await desk.text(SATO.number, '届いた商品が壊れていました。交換できますか？');
  await later(4);
  await answer(jane, SATO.number, '申し訳ありません。本日、新しい商品をお送りします。');
  await later(1);
  await desk.text(SATO.number, 'ありがとうございます。助かります！');

  const notified = await desk.notify({ numbers: [`+${OLIVER.number}`] });
  if (notified.status >= 300) throw new Error(`The notification was answered ${notified.status}.`);
  await later(2);
  await desk.text(OLIVER.number, '2', { to: NUMBERS.delivery });

  await withNobodyThere(async () => {
    await leaveVoicemail(GRACE, 'Hello, Grace here. The door code is 4711, please ring me back before noon.');
    await later(3);
    const { id } = await call(HARRY);
    await later(1);
    await desk.simulate('POST', `/simulator/calls/${id}/hangup`, {});
  });

  await later(2);
  await desk.text(EMMA.number, 'My order 4711 is late. It should have come on Tuesday.');
  await later(2);
  await answer(
    jane,
    EMMA.number,
    'Sorry for the wait, Emma. It left our depot this morning and comes today before 6pm.',
  );
  await later(1);
  await withNobodyThere(() =>
    leaveVoicemail(EMMA.number, 'Hi, Emma again. I am out this afternoon. Can he leave it next door?'),
  );
  await later(1);
  await desk.text(EMMA.number, 'I tried to call: can the driver leave it with my neighbour at number 12?');
  return ticketOf(EMMA.number);
}
