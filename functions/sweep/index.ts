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
/** Under the function's timeout: the next minute's run does the rest. */
const WORK_MS = 40_000;
/** Events of calls come first, because they can create texts, and leave time to send those. */
const CALLS_MS = 15_000;

/** How many texts were due in one run, and how many were sent. */
interface Swept {
  due: number;
  sent: number;
}

/**
 * Every minute: finishes the pending work of call events, and sends the texts that are due and that no other function is
 * sending. Nobody waits for it, and the next run does what this one could not: a failure is logged, and never thrown.
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
  // A failure with the calls delays no text.
  await followUpCalls().catch((error: unknown) => log('error', 'sweep-failed-for-calls', describe(error)));

  const due = await messageStore().due(now(), AT_MOST);
  const { sent, trouble } = await sweep(
    due,
    { until: began + WORK_MS, more: due.length === AT_MOST },
    { outbox: sender, holds: holdStore(), deliveries: deliveryStore(), now, onFailure },
  );
  await noteBrokenItems();
  // Each minute while it lasts: an alarm on it ends when the trouble does.
  if (trouble) log('error', `vonage-${trouble}`, { due: due.length, sent });
  else if (due.length > 0) log('info', 'swept', { due: due.length, sent });
  return { due: due.length, sent };

  async function followUpCalls(): Promise<void> {
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
