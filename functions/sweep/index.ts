import { sweep } from '../../desk/messages/sweep.ts';
import { readSettings } from '../../edge/dynamodb/config.ts';
import { deliveryStore } from '../../edge/dynamodb/deliveries.ts';
import { messageStore } from '../../edge/dynamodb/messages.ts';
import { describe, log } from '../../edge/log.ts';
import { now, outbox } from '../desk.ts';
import { noteBrokenItems } from './broken-items.ts';

const AT_MOST = 200;
const BUDGET_MS = 3_000;
/** Under the function's timeout: what is not reached now is reached a minute later. */
const WORK_MS = 40_000;

/** Every minute: sends what is due and what nobody else will pick up. */
export async function handler(): Promise<{ due: number; sent: number }> {
  const until = now() + WORK_MS;
  const [{ settings }, ids] = await Promise.all([readSettings(), messageStore().due(now(), AT_MOST)]);
  const sent = await sweep(ids, until, {
    outbox: outbox(settings, BUDGET_MS),
    deliveries: deliveryStore(),
    now,
    onFailure: (error) => log('error', 'sweep-failed-for-one', describe(error)),
  });
  await noteBrokenItems();
  if (ids.length > 0) log('info', 'swept', { due: ids.length, sent });
  return { due: ids.length, sent };
}
