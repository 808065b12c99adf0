import type { Clock } from '../../../clock.ts';
import { isoNow } from '../../iso-time.ts';
import type { FetchNcco } from '../fetch-ncco.ts';
import type { Notify } from '../ncco.ts';
import { eventTarget } from '../webhook-target.ts';
import type { RunAction } from './run-action.ts';

/** Sends the payload to the action's URL; an NCCO in the response replaces the rest. */
export function createNotify({
  clock,
  fetchNcco,
}: {
  clock: Pick<Clock, 'now'>;
  fetchNcco: FetchNcco;
}): RunAction<Notify> {
  return async (call, action) => {
    const { payload } = action;
    call.note('notify', { payload });
    const to = eventTarget(call, action);
    if (!to) return undefined;
    const parameters = { payload, conversation_uuid: call.conversation.id, timestamp: isoNow(clock) };
    return fetchNcco(call, 'notify', to, parameters, { mayBeEmpty: true });
  };
}
