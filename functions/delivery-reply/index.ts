import { httpHandler } from '../../edge/http/handler.ts';
import { inboundText } from '../shared/inbound-text.ts';

/** `/update`: a customer's reply to a notification moves the delivery. */
export const handler = httpHandler(inboundText);
