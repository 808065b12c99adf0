import type { InboundStore } from '../messages/inbound-store.ts';
import type { Message } from '../messages/message.ts';
import { addParts } from '../messages/sms/parts.ts';
import { throwIfPending, type Outbox } from '../messages/outbox.ts';
import type { Settings } from '../settings.ts';
import { renderText, type Wording } from '../texts/texts.ts';
import { recordChoice } from './choice.ts';
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
 * Tutorial 2, the answer: a reply that names an option changes the delivery and is acknowledged, unless the customer
 * sent a newer one. Any other reply (a split text always) changes nothing, and the options are repeated, at most
 * `OPTIONS_AT_MOST` times for a notification.
 *
 * @param stored  the text, if an earlier delivery of the webhook stored it
 * @param answers whether the sender may be answered
 * @throws RetryableError while the answer to this text is pending
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
    const [, isChoice] = await Promise.all([store(), recordChoice(option, text, delivery, deliveries)]);
    if (answers && isChoice) await post('ack', acknowledgement(option, delivery, desk), text, delivery, desk);
  } else {
    const [, mayRepeat] = await Promise.all([store(), answers && deliveries.countRepeat(delivery, text.id)]);
    if (mayRepeat) await post('options', optionsAgain(delivery, desk), text, delivery, desk);
  }
}

function acknowledgement(option: Option, { language }: Delivery, { settings, texts }: ReplyDesk): string {
  const values = { business: settings.businessName, choice: option.digit, label: option.label };
  return renderText('ack', language, values, texts(language), settings.limits.parts);
}

function optionsAgain({ language, options }: Delivery, { settings, texts }: ReplyDesk): string {
  const values = { business: settings.businessName, options: listOptions(options, OR[language]) };
  return renderText('options', language, values, texts(language), settings.limits.parts);
}

async function post(
  cause: 'ack' | 'options',
  text: string,
  message: Message,
  delivery: Delivery,
  { outbox }: ReplyDesk,
): Promise<void> {
  throwIfPending(
    await outbox.post({
      cause: `${cause}:${message.id}`,
      customer: message.customer,
      businessNumber: message.businessNumber,
      delivery: delivery.id,
      text,
    }),
  );
}
