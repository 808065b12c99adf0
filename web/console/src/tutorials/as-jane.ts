import * as z from 'zod/mini';
import { anything, ask } from '../live/ask.ts';
import type { Scene } from './script.ts';

const tokenShape = z.object({ jwt: z.string() });
const ticketsShape = z.object({
  tickets: z.array(z.object({ number: z.union([z.int(), z.string()]), customer: z.string() })),
});

/** Answers the customer's open ticket as Jane's app does: with her own token, over the agents' routes. */
export async function answerAsJane({ places, phone, found, signal }: Scene, text: string): Promise<void> {
  const { jwt } = await ask(`${places.apiUrl}/api/jwt`, tokenShape, {
    body: { mobile_api_key: places.mobileApiKey, user_name: 'Jane' },
    signal,
  });
  const headers = { authorization: `Bearer ${jwt}` };
  const { tickets } = await ask(`${places.apiUrl}/api/tickets?status=open`, ticketsShape, {
    headers,
    signal,
  });
  const ticket = tickets.find(({ customer }) => customer === phone);
  if (!ticket) throw new Error('The ticket is not open any more: somebody closed it meanwhile.');
  found['ticket'] = String(ticket.number);
  await ask(`${places.apiUrl}/api/tickets/${ticket.number}/replies`, anything, {
    body: { text },
    headers,
    signal,
  });
}
