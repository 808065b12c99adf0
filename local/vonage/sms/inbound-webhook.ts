import type { Clock } from '../../clock.ts';
import { isoNow } from '../iso-time.ts';
import type { Application, Store } from '../state.ts';
import { SMS_LIMITS } from '../webhooks/limits.ts';
import type { WebhookSigner } from '../webhooks/signer.ts';
import type { Webhook, WebhookSubject } from '../webhooks/webhook.ts';
import type { SmsType } from './encoding.ts';
import type { InboundText, Part } from './inbound-text.ts';
import { smsWebhook } from './webhook.ts';
import { messageTimestamp, newMessageId } from './wire-format.ts';

interface Sent {
  type: SmsType;
  /** How many parts the phone sent. */
  partsSent: number;
  /** How many webhooks deliver them. */
  total: number;
  /** The text's id. */
  id: string;
}

/** Makes the webhooks of one text; undefined when the account has registered no URL for them. */
export type InboundWebhooks = (inbound: InboundText, sent: Sent) => ((part: Part) => Webhook) | undefined;

export function createInboundWebhooks({
  store,
  apiKey,
  clock,
  signer,
  uuid,
}: {
  store: Pick<Store, 'state'>;
  apiKey: string;
  clock: Pick<Clock, 'now'>;
  signer: WebhookSigner;
  uuid: () => string;
}): InboundWebhooks {
  const { state } = store;

  const ofMessagesApi: InboundWebhooks = ({ from, number }, { partsSent, id }) => {
    const applicationId = number.messagesCallbackValue ?? number.appId;
    const application = state.applications.find((candidate) => candidate.id === applicationId);
    const url = application?.capabilities.messages?.webhooks?.inbound_url?.address;
    if (!application || !url) return undefined;
    const timestamp = isoNow(clock).replace(/\.\d+Z$/, 'Z');
    return ({ messageId, text }) =>
      messagesWebhook(
        signer,
        application,
        url,
        { message: id },
        {
          to: number.msisdn,
          from,
          channel: 'sms',
          message_uuid: messageId,
          timestamp,
          usage: { price: '0.0000', currency: 'EUR' },
          message_type: 'text',
          text,
          sms: { num_messages: String(partsSent), keyword: keywordOf(text) },
        },
      );
  };

  const ofSmsApi: InboundWebhooks = ({ from, number, method }, { type, total, id }) => {
    const url = number.moHttpUrl || state.settings.moCallBackUrl;
    if (!url) return undefined;
    const concatReference = String(Number.parseInt(newMessageId(uuid).slice(0, 2), 16));
    const timestamp = messageTimestamp(clock);
    return (part) => {
      const parameters = {
        'api-key': apiKey,
        msisdn: from,
        to: number.msisdn,
        messageId: part.messageId,
        text: part.text,
        type,
        keyword: keywordOf(part.text),
        'message-timestamp': timestamp,
        ...(total > 1 && {
          concat: 'true',
          'concat-ref': concatReference,
          'concat-total': String(total),
          'concat-part': String(part.number),
        }),
      };
      return smsWebhook(signer, { kind: 'inbound-sms', url, method, parameters, about: { message: id } });
    };
  };

  return (inbound, sent) => (inbound.as === 'messages' ? ofMessagesApi : ofSmsApi)(inbound, sent);
}

const keywordOf = (text: string): string => (/\S+/.exec(text)?.[0] ?? '').toUpperCase();

/** A webhook of the Messages API: JSON, with a signed JWT. */
function messagesWebhook(
  signer: Pick<WebhookSigner, 'signCallback'>,
  application: Application,
  url: string,
  about: WebhookSubject,
  message: Record<string, unknown>,
): Webhook {
  const body = JSON.stringify(message);
  return {
    kind: 'inbound-sms',
    about,
    limits: SMS_LIMITS,
    build: async () => {
      const { headers, auth } = await signer.signCallback(application.id, body);
      return {
        url,
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
        auth,
      };
    },
  };
}
