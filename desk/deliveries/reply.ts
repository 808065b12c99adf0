import type { Message } from '../messages/message.ts';
import { insistOn, type Outbox } from '../messages/outbox.ts';
import { languageOf, type Settings } from '../settings.ts';
import { say, type Wording } from '../texts/texts.ts';
import type { InboundStore } from '../messages/inbound-store.ts';
import { listOptions, optionFor, type Delivery, type DeliveryStore, type Option } from './delivery.ts';
import { OR } from './notify.ts';

export interface ReplyDesk {
  deliveries: DeliveryStore;
  messages: InboundStore;
  outbox: Outbox;
  settings: Settings;
  texts: Wording;
}

/**
 * Tutorial 2, the answer: an option moves the delivery and is acknowledged, unless a newer reply did so before;
 * anything else changes nothing and gets the options again, at most twice for one notification.
 *
 * @param stored the text as an earlier coming of it left it
 * @throws Later when the answer that this text is owed is not settled yet
 */
export async function reply(
  message: Message,
  stored: Message | undefined,
  delivery: Delivery,
  answers: boolean,
  desk: ReplyDesk,
): Promise<void> {
  const { deliveries, messages } = desk;
  const text = stored ?? message;
  const option = optionFor(text.text, delivery.options);
  const store = async (): Promise<void> => {
    if (!stored) await messages.putIfAbsent({ ...text, delivery: delivery.id });
  };
  if (option) {
    const choice = { digit: option.digit, label: option.label, at: text.at, by: text.id };
    const [, stands] = await Promise.all([store(), deliveries.choose(delivery, choice)]);
    if (answers && stands) await answer(text, delivery, 'ack', option, desk);
  } else {
    const [, mayAsk] = await Promise.all([store(), answers && deliveries.ask(delivery, text.id)]);
    if (mayAsk) await answer(text, delivery, 'options', undefined, desk);
  }
}

async function answer(
  message: Message,
  delivery: Delivery,
  purpose: 'ack' | 'options',
  option: Option | undefined,
  { outbox, settings, texts }: ReplyDesk,
): Promise<void> {
  const language = languageOf(settings, message.ours);
  const business = settings.businessName;
  const text = option
    ? say('ack', language, { business, choice: option.digit, label: option.label }, texts(language))
    : say(
        'options',
        language,
        { business, options: listOptions(delivery.options, OR[language]) },
        texts(language),
      );
  insistOn(
    await outbox.post({
      cause: `${purpose}:${message.id}`,
      customer: message.customer,
      ours: message.ours,
      delivery: delivery.id,
      text,
    }),
  );
}
