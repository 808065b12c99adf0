import { httpHandler } from '../../edge/http/handler.ts';
import { inboundText } from '../shared/inbound-text.ts';

/** `/support`: a text to the support number opens a ticket or joins the open one. */
export const handler = httpHandler(inboundText);
