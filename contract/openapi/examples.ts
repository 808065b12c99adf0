import type { DeliveryJson } from '../responses/deliveries.ts';
import type { MessageJson } from '../responses/messages.ts';
import type { CallJson } from '../responses/calls.ts';
import type { TicketJson } from '../responses/tickets.ts';

export const ticket: TicketJson = {
  number: 1042,
  customer: '447700900001',
  status: 'open',
  openedAt: '2026-11-21T10:00:00.000Z',
  lastMessageAt: '2026-11-21T10:05:00.000Z',
};

export const closedTicket: TicketJson = {
  ...ticket,
  status: 'closed',
  closedAt: '2026-11-21T10:20:00.000Z',
};

export const inbound: MessageJson = {
  id: 'in-0B0000007A3F3D4B',
  direction: 'inbound',
  from: '447700900001',
  to: '447700900000',
  text: 'My parcel has not come.',
  at: '2026-11-21T10:00:00.000Z',
  status: 'received',
};

export const outbound: MessageJson = {
  id: 'fd5d41402abc4b2a76b9719d911017c5',
  direction: 'outbound',
  from: '447700900000',
  to: '447700900001',
  text: 'Sorry to hear that. We are looking into it.',
  at: '2026-11-21T10:05:00.000Z',
  status: 'sent',
  agent: 'Jane',
  parts: 1,
};

export const call: CallJson = {
  call: '63f61863-4a51-4f6b-86e1-46edebcf9356',
  conversation: 'CON-4f6b86e1-46ed-4bcf-9356-63f618634a51',
  at: '2026-11-21T09:58:00.000Z',
  status: 'completed',
  direction: 'inbound',
  from: '447700900001',
  to: '447700900000',
  customer: '447700900001',
  duration: '42',
};

export const delivery: DeliveryJson = {
  id: '0000mi8x2w-6f1c',
  number: '447700900001',
  language: 'en',
  day: 'tomorrow',
  window: '8am and 2pm',
  options: [
    { digit: '1', label: 'tomorrow', effect: 'tomorrow' },
    { digit: '2', label: 'Thursday', effect: 'thursday' },
  ],
  transactional: false,
  createdAt: '2026-11-21T10:00:00.000Z',
  closesAt: '2026-11-28T10:00:00.000Z',
  status: 'delivered',
  choice: { digit: '2', label: 'Thursday', effect: 'thursday', at: '2026-11-21T10:07:00.000Z' },
};
