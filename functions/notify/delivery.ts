import type { DeliveryJson } from '../../contract/responses/deliveries.ts';
import type { Delivery } from '../../desk/deliveries/delivery.ts';
import { blockedError, isBlockReason } from '../../desk/messages/block-reason.ts';
import type { OutboundMessage } from '../../desk/messages/outbox.ts';

export function toDeliveryResponse(delivery: Delivery, text: OutboundMessage | undefined): DeliveryJson {
  const { id, customer, language, day, window, options, choice, createdAt, closesAt } = delivery;
  return {
    id,
    number: customer,
    language,
    day,
    window,
    options,
    transactional: delivery.transactional,
    createdAt: iso(createdAt),
    closesAt: iso(closesAt),
    ...toStatusResponse(text),
    ...(choice && {
      choice: { digit: choice.digit, label: choice.label, effect: choice.effect, at: iso(choice.at) },
    }),
  };
}

/** What became of the notification's text; no text was stored where the request that made the delivery failed half-way. */
function toStatusResponse(
  text: OutboundMessage | undefined,
): Pick<DeliveryJson, 'status' | 'until' | 'error'> {
  switch (text?.status) {
    case undefined:
      return { status: 'failed', error: 'The call that made it did not finish: make it again.' };
    case 'queued':
      if (text.heldUntil !== undefined) return { status: 'held', until: iso(text.heldUntil) };
      return { status: text.heldFor === undefined ? 'queued' : 'held' };
    case 'sending':
      return { status: 'queued' };
    case 'failed':
      return { status: 'failed', error: `It was not delivered${text.error ? ` (${text.error})` : ''}.` };
    case 'cancelled':
      return {
        status: 'cancelled',
        error: isBlockReason(text.error) ? blockedError(text.error).message : 'It may not be sent.',
      };
    case 'sent':
      return { status: 'sent' };
    case 'delivered':
    // Inbound texts only.
    case 'received':
      return { status: 'delivered' };
  }
}

const iso = (at: number): string => new Date(at).toISOString();
