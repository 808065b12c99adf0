import type { Clock } from '../../clock.ts';
import type { Publish } from '../event-feed.ts';
import type { Application } from '../state.ts';
import { Call, type DtmfFormat } from './call.ts';
import type { Conversations } from './conversations.ts';
import type { Leg } from './leg.ts';

/** Creates a call, alone in a conversation of its own, and adds it to the list. */
export type OpenCall = (application: Application, main: Leg, dtmfFormat?: DtmfFormat) => Call;

/** When there are more, the oldest call that is over is dropped. */
const KEPT_CALLS = 500;

/** @param calls the list; calls that are over stay in it for a while */
export function createOpenCall({
  calls,
  clock,
  conversations,
  dtmfFormat: defaultFormat,
  publish,
}: {
  calls: Call[];
  clock: Pick<Clock, 'now' | 'after'>;
  conversations: Pick<Conversations, 'create'>;
  dtmfFormat: DtmfFormat;
  publish: Publish;
}): OpenCall {
  return (application, main, dtmfFormat = defaultFormat) => {
    const call = new Call({
      clock,
      application,
      main,
      conversation: conversations.create(application.id),
      dtmfFormat,
      onNote: (entry) => publish({ type: 'call', at: entry.at, call: main.id, entry }),
    });
    calls.push(call);
    const over = calls.findIndex((candidate) => candidate.over);
    if (calls.length > KEPT_CALLS && over >= 0) calls.splice(over, 1);
    return call;
  };
}
