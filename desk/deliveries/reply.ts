import type { InboundStore } from '../messages/inbound-store.ts';
import type { Message } from '../messages/message.ts';
import { addParts } from '../messages/sms/parts.ts';
import { requireSettled, type Outbox } from '../messages/outbox.ts';
import type { Settings } from '../settings.ts';
import { renderText, type Wording } from '../texts/texts.ts';
import { choose } from './choose.ts';
import { OR } from './defaults.ts';
import { listOptions, optionFor, type Delivery, type DeliveryStore, type Option } from './delivery.ts';

export interface ReplyDesk {
  deliveries: DeliveryStore;
  messages: InboundStore;
  outbox: Outbox;
  settings: Settings;
  texts: Wording;
}

/**
 * Tutorial 2, the answer: an option moves the delivery and is acknowledged, unless the customer said something newer;
 * anything else (a split text is never one) changes nothing and gets the options again, at most twice for one
 * notification.
 *
 * @param stored the text as an earlier coming of it left it
 * @throws RetryableError when the answer that this text is owed is not settled yet
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
  const option = text.split ? undefined : optionFor(text.text, delivery.options);
  const store = async (): Promise<void> => {
    if (!stored) await messages.putIfAbsent({ ...text, delivery: delivery.id });
    await addParts(message, messages);
  };
  if (option) {
    const [, stands] = await Promise.all([store(), choose(option, text, delivery, deliveries)]);
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
  const { language } = delivery;
  const { parts } = settings.limits;
  const business = settings.businessName;
  const text = option
    ? renderText(
        'ack',
        language,
        { business, choice: option.digit, label: option.label },
        texts(language),
        parts,
      )
    : renderText(
        'options',
        language,
        { business, options: listOptions(delivery.options, OR[language]) },
        texts(language),
        parts,
      );
  requireSettled(
    await outbox.post({
      cause: `${purpose}:${message.id}`,
      customer: message.customer,
      businessNumber: message.businessNumber,
      delivery: delivery.id,
      text,
    }),
  );
}
