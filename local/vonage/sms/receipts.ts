import type { Clock } from '../../clock.ts';
import type { SmsWebhookMethod } from '../account.ts';
import type { FaultBox } from '../faults.ts';
import { isoNow } from '../iso-time.ts';
import type { PendingWork } from '../pending-work.ts';
import type { Message } from '../state.ts';
import type { WebhookSender } from '../webhooks/sender.ts';
import type { WebhookSigner } from '../webhooks/signer.ts';
import type { Phones } from './phones.ts';
import { smsWebhook } from './webhook.ts';
import { messageTimestamp, receiptTimestamp } from './wire-format.ts';

export interface AcceptedPart {
  messageId: string;
  /** In euros, such as `0.03330000`. */
  price: string;
  network: string;
}

/** Sends a receipt for each part to `url`, after the response to the sender is on its way. */
export type SendReceipts = (
  message: Message,
  parts: readonly AcceptedPart[],
  url: string | undefined,
) => void;

/** The final state of a part. */
interface Outcome {
  part: AcceptedPart;
  status: string;
  errCode: string;
  /** Where the receipt goes; undefined when it is noted on the phone and not sent. */
  url: string | undefined;
}

export function createReceipts({
  apiKey,
  method,
  clock,
  faults,
  pending,
  phones,
  signer,
  sender,
}: {
  apiKey: string;
  method: SmsWebhookMethod;
  clock: Clock;
  faults: Pick<FaultBox, 'webhooks' | 'takeReceipt' | 'takeDroppedReceipt'>;
  pending: Pick<PendingWork, 'schedule'>;
  phones: Pick<Phones, 'addReceipt'>;
  signer: WebhookSigner;
  sender: Pick<WebhookSender, 'deliver'>;
}): SendReceipts {
  const outcomeOf = (part: AcceptedPart, url: string | undefined): Outcome => {
    const { status, errCode } = faults.takeReceipt() ?? { status: 'delivered', errCode: '0' };
    return { part, status, errCode, url: url === undefined || faults.takeDroppedReceipt() ? undefined : url };
  };
  const parametersOf = ({ to, from, clientRef }: Message, { part, status, errCode }: Outcome) => ({
    'api-key': apiKey,
    msisdn: to,
    to: from,
    'network-code': part.network,
    messageId: part.messageId,
    price: part.price,
    status,
    scts: receiptTimestamp(clock),
    'err-code': errCode,
    ...(clientRef !== null && { 'client-ref': clientRef }),
    'message-timestamp': messageTimestamp(clock),
  });
  return (message, parts, url) => {
    const outcomes = parts.map((part) => outcomeOf(part, url));
    const { delayMs = 0, copies = 1, reorder = false } = faults.webhooks;
    const about = { message: message.id };
    const sendOne = async (outcome: Outcome): Promise<void> => {
      const { part, status, errCode, url: to } = outcome;
      phones.addReceipt(message, { messageId: part.messageId, status, errCode, at: isoNow(clock) });
      if (to === undefined) return;
      const parameters = parametersOf(message, outcome);
      const webhook = smsWebhook(signer, { kind: 'receipt', url: to, method, parameters, about });
      await Promise.all(Array.from({ length: copies }, () => sender.deliver(webhook)));
    };
    pending.schedule(delayMs, async () => {
      for (const outcome of reorder ? outOfOrder(outcomes) : outcomes) await sendOne(outcome);
    });
  };
}

/** The last part's receipt first, and a part's earlier state after its final one. */
const outOfOrder = (outcomes: readonly Outcome[]): Outcome[] =>
  outcomes.toReversed().flatMap((outcome) => [outcome, { ...outcome, status: 'buffered', errCode: '0' }]);
