import { sweepEvents } from '../../desk/calls/event-follow-up.ts';
import { sweep } from '../../desk/messages/sweep.ts';
import { holdStore } from '../../edge/aws/dynamodb/account-hold.ts';
import { readSettings } from '../../edge/aws/dynamodb/config.ts';
import { deliveryStore } from '../../edge/aws/dynamodb/deliveries.ts';
import { messageStore } from '../../edge/aws/dynamodb/messages.ts';
import { describe, log } from '../../edge/aws/log.ts';
import { callDesk, outbox } from '../shared/desk.ts';
import { now } from '../shared/clock.ts';
import { noteBrokenItems } from './broken-items.ts';

const AT_MOST = 200;
const BUDGET_MS = 3_000;
/** Under the function's timeout: what is not reached now is reached a minute later. */
const WORK_MS = 40_000;
/** What calls owe comes first, for it makes texts; it leaves them time. */
const CALLS_MS = 15_000;

/** What one run did. */
interface Swept {
  due: number;
  sent: number;
}

/**
 * Every minute: does what events of calls still owe, and sends what is due and what nobody else will pick up. Nobody
 * waits for it, and the next minute does what this one could not: a failure is told in one line, and never thrown.
 */
export async function handler(): Promise<Swept> {
  try {
    return await work();
  } catch (error) {
    log('error', 'sweep-failed', describe(error));
    return { due: 0, sent: 0 };
  }
}

async function work(): Promise<Swept> {
  const began = now();
  const read = await readSettings();
  const sender = outbox(read.settings, BUDGET_MS, true);
  const onFailure = (error: unknown): void => log('error', 'sweep-failed-for-one', describe(error));
  // What is wrong with the calls keeps no text back.
  await payCalls().catch((error: unknown) => log('error', 'sweep-failed-for-calls', describe(error)));

  const due = await messageStore().due(now(), AT_MOST);
  const { sent, trouble } = await sweep(
    due,
    { until: began + WORK_MS, more: due.length === AT_MOST },
    { outbox: sender, holds: holdStore(), deliveries: deliveryStore(), now, onFailure },
  );
  await noteBrokenItems();
  // Each minute while it lasts: whoever set an alarm on it sees when it is over.
  if (trouble) log('error', `vonage-${trouble}`, { due: due.length, sent });
  else if (due.length > 0) log('info', 'swept', { due: due.length, sent });
  return { due: due.length, sent };

  async function payCalls(): Promise<void> {
    const desk = callDesk(read, outbox(read.settings, BUDGET_MS));
    const keys = await desk.events.due(now(), AT_MOST);
    const done = await sweepEvents(keys, began + CALLS_MS, {
      ...desk,
      onFailure,
      onGivenUp: () => log('error', 'call-event-given-up'),
    });
    if (keys.length > 0) log('warn', 'call-events-resumed', { due: keys.length, done });
  }
}
