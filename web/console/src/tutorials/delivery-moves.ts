import { unknownShape, request } from '../live/request.ts';
import { received, send } from './customer-needs-help.ts';
import type { Tutorial } from './script.ts';
import { highlightNext } from './wait-for.ts';

export const deliveryMoves: Tutorial = {
  id: '2',
  title: 'A delivery is announced and moved',
  about: 'The shop notifies, the customer replies 2, and the delivery moves.',
  screen: 'delivery',
  steps: [
    {
      title: 'The shop announces a delivery',
      why: 'Its backend calls POST /notify with its key and the customer’s number. The page at /notify does the same.',
      spot: 'timeline',
      play: async ({ system, phone, signal }) => {
        await request(`${system.apiUrl}/notify`, unknownShape, {
          body: { number: `+${phone}` },
          headers: { authorization: `Bearer ${system.notifyKey ?? ''}` },
          signal,
        });
      },
    },
    {
      title: 'The customer reads what can be chosen',
      why: 'The text is kept before it is sent, so that a function that dies in the middle neither loses it nor sends it twice.',
      spot: 'phone',
      play: async (scene) => {
        await received(scene, ({ from }) => from === scene.system.numbers.delivery);
      },
    },
    {
      title: 'The customer replies 2',
      why: 'A reply is one digit. Words such as “two please” are answered with the choices again, at most twice: nobody pays for a loop.',
      spot: 'phone',
      play: async (scene) => {
        scene.found['texts'] = new Date().toISOString();
        await send(scene, scene.system.numbers.delivery, '2');
      },
    },
    {
      title: 'The delivery moves',
      why: 'The function delivery-reply writes the choice onto the delivery. That it happens once is a condition of the write, not a hope.',
      spot: 'timeline',
      play: ({ signal }) =>
        highlightNext(
          signal,
          ({ kind, to, from }) => kind === 'dynamodb' && (to === 'Deliveries' || from === 'Deliveries'),
        ),
    },
    {
      title: 'The customer has it in writing',
      why: 'The confirmation says what was chosen. The shop may ask later what became of it, with the id that it got.',
      spot: 'phone',
    },
  ],
  afterwards:
    'Now you: reply with another digit, or with words, and see what comes back. STOP is understood as well.',
};
