import { answering } from '../../edge/http/chain.ts';
import { inboundText } from '../inbound-text.ts';

/** `/update`: a customer's reply to a notification moves the delivery. */
export const handler = answering(inboundText);
