import type { Platform } from '../platform.ts';
import type { Message } from '../state.ts';
import { smsWebhook } from '../webhooks/sms.ts';
import { messageTimestamp, noteReceipt } from './phones.ts';

export interface AcceptedPart {
  messageId: string;
  price: string;
  network: string;
}

/** Reports each part's fate to `url`, after the answer to the sender is on its way. */
export function sendReceipts(
  platform: Platform,
  message: Message,
  parts: readonly AcceptedPart[],
  url: string | undefined,
): void {
  const { clock, faults } = platform;
  const reports = parts.map((part) => {
    const fate = faults.takeReceipt() ?? { status: 'delivered', errCode: '0' };
    return { part, ...fate, dropped: url === undefined || faults.takeDroppedReceipt() };
  });
  const { delayMs = 0, copies = 1, reorder = false } = faults.webhooks;
  // Out of order: the last part's fate first, and a part's earlier state after its final one.
  const sequence = reorder
    ? reports.toReversed().flatMap((report) => [report, { ...report, status: 'buffered', errCode: '0' }])
    : reports;
  const deliver = async (): Promise<void> => {
    for (const { part, status, errCode, dropped } of sequence) {
      noteReceipt(platform, message, { messageId: part.messageId, status, errCode, at: platform.now() });
      if (dropped || url === undefined) continue;
      const parameters = {
        'api-key': platform.account.apiKey,
        msisdn: message.to,
        to: message.from,
        'network-code': part.network,
        messageId: part.messageId,
        price: part.price,
        status,
        scts: platform.now().replace(/\D/g, '').slice(2, 12),
        'err-code': errCode,
        ...(message.clientRef !== null && { 'client-ref': message.clientRef }),
        'message-timestamp': messageTimestamp(platform),
      };
      const about = { message: message.id };
      const webhook = smsWebhook(platform, 'receipt', url, platform.smsWebhookMethod, parameters, about);
      await Promise.all(Array.from({ length: copies }, () => platform.courier.deliver(webhook)));
    }
  };
  const later = new Promise<void>((resolve, reject) => {
    clock.after(delayMs, () => deliver().then(resolve, reject));
  });
  if (delayMs === 0) void platform.track(later);
}
