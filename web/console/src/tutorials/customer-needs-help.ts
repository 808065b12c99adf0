import { unknownShape, request } from '../live/request.ts';
import type { Text } from '../live/shapes.ts';
import { fetchTexts, texts } from '../live/texts.ts';
import { answerAsJane } from './as-jane.ts';
import type { Scene, Tutorial } from './script.ts';
import { highlightNext, waitFor } from './wait-for.ts';

const QUESTION = 'My order is late';
const ANSWER = 'Sorry for the wait: it leaves today.';

/** Waits until the phone has received a text that fits. */
export async function received({ phone, signal }: Scene, fits: (text: Text) => boolean): Promise<Text> {
  return waitFor(
    texts,
    (all) => all[phone]?.findLast((text) => text.direction === 'outbound' && fits(text)),
    {
      signal,
      what: 'The text',
    },
  );
}

/** Sends a text from the scene's phone. */
export async function send({ phone, signal }: Scene, to: string, text: string): Promise<void> {
  setTimeout(() => fetchTexts(phone), 50);
  await request('/simulator/messages', unknownShape, { body: { from: phone, to, text }, signal });
  fetchTexts(phone);
}

export const customerNeedsHelp: Tutorial = {
  id: '1',
  title: 'A customer needs help',
  about: 'A text opens a ticket, its number comes back, Jane answers, the customer reads it.',
  screen: 'support',
  steps: [
    {
      title: 'A customer texts support',
      why: `“${QUESTION}”, to the support number. Any phone can do that: no app, no account.`,
      spot: 'phone',
      play: (scene) => send(scene, scene.system.numbers.support, QUESTION),
    },
    {
      title: 'Vonage hands the text to the desk',
      why: 'A webhook, authenticated by a token and a signature, reaches API Gateway, which runs the function inbound-sms. It stores the text and opens a ticket in one conditional write.',
      spot: 'timeline',
      play: ({ signal }) => highlightNext(signal, ({ kind, to }) => kind === 'webhook' && to === 'API'),
    },
    {
      title: (scene) => `Ticket ${scene.found['ticket'] ?? ''} is confirmed`.replace('  ', ' '),
      why: 'The desk texts the number of the ticket back, once, even when Vonage delivers the webhook twice. The ticks are the delivery receipt.',
      spot: 'phone',
      play: async (scene) => {
        const { text } = await received(scene, () => true);
        scene.found['ticket'] = /\d{3,}/.exec(text)?.[0] ?? '';
      },
    },
    {
      title: 'Jane answers',
      why: 'The ticket stands in every agent’s list. Jane replies: with her own token, through a gate that asks for consent and limits before anything leaves.',
      spot: 'agent Jane',
      play: (scene) => answerAsJane(scene, ANSWER),
    },
    {
      title: 'The customer reads it',
      why: 'The answer comes from the same number, so it stands in the same thread on the phone.',
      spot: 'phone',
      play: async (scene) => {
        await received(scene, ({ text }) => text.includes(ANSWER));
      },
    },
  ],
  afterwards:
    'Now you: write to support from the phone, and answer as Jane in her desk. Then look at each step under Timeline.',
};
