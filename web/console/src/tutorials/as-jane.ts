import * as z from 'zod/mini';
import { unknownShape, request } from '../live/request.ts';
import type { Scene } from './script.ts';

const tokenShape = z.object({ jwt: z.string() });
const ticketsShape = z.object({
  tickets: z.array(z.object({ number: z.union([z.int(), z.string()]), customer: z.string() })),
});

/** Replies on the customer's open ticket as Jane's app does: with her token, by the agents' routes. */
export async function answerAsJane({ system, phone, found, signal }: Scene, text: string): Promise<void> {
  const { jwt } = await request(`${system.apiUrl}/api/jwt`, tokenShape, {
    body: { mobile_api_key: system.mobileApiKey, user_name: 'Jane' },
    signal,
  });
  const headers = { authorization: `Bearer ${jwt}` };
  const { tickets } = await request(`${system.apiUrl}/api/tickets?status=open`, ticketsShape, {
    headers,
    signal,
  });
  const ticket = tickets.find(({ customer }) => customer === phone);
  if (!ticket) throw new Error('The ticket is not open any more: somebody closed it meanwhile.');
  found['ticket'] = String(ticket.number);
  await request(`${system.apiUrl}/api/tickets/${ticket.number}/replies`, unknownShape, {
    body: { text },
    headers,
    signal,
  });
}
