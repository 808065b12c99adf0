import type { Clock } from '../../clock.ts';
import type { Account, SmsWebhookMethod } from '../account.ts';
import type { Publish } from '../event-feed.ts';
import type { FaultBox } from '../faults.ts';
import type { PendingWork } from '../pending-work.ts';
import type { Store } from '../state.ts';
import type { WebhookSender } from '../webhooks/sender.ts';
import type { WebhookSigner } from '../webhooks/signer.ts';
import { createAcceptance, type AcceptText } from './accept.ts';
import { createInboundWebhooks } from './inbound-webhook.ts';
import { createInbound, type ReceiveText } from './inbound.ts';
import { createPhones, type Phones } from './phones.ts';
import { createReceipts } from './receipts.ts';

export interface Sms {
  phones: Phones;
  acceptText: AcceptText;
  receiveText: ReceiveText;
}

/** Composes everything that texts consist of. */
export function createSms(given: {
  account: Account;
  clock: Clock;
  faults: FaultBox;
  pending: PendingWork;
  publish: Publish;
  sender: WebhookSender;
  signer: WebhookSigner;
  smsWebhookMethod: SmsWebhookMethod;
  store: Store;
  uuid: () => string;
}): Sms {
  const { apiKey } = given.account;
  const phones = createPhones(given.store, given.publish);
  const sendReceipts = createReceipts({ ...given, apiKey, method: given.smsWebhookMethod, phones });
  const webhooks = createInboundWebhooks({ ...given, apiKey });
  return {
    phones,
    acceptText: createAcceptance({ ...given, phones, sendReceipts }),
    receiveText: createInbound({ ...given, phones, webhooks }),
  };
}
