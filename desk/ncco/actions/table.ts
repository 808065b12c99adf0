import type { NccoAction } from '../ncco.ts';
import { connect } from './connect.ts';
import { conversation, transfer } from './conversation.ts';
import { input } from './input.ts';
import { notify } from './notify.ts';
import { pay } from './pay.ts';
import type { ActionReader } from './reader.ts';
import { record } from './record.ts';
import { stream, talk } from './sounds.ts';
import { valueRules } from './values.ts';
import { wait } from './wait.ts';

/** One reader for each action: the compiler reports an action of {@link NccoAction} without one. */
type ActionTable = { [A in NccoAction as A['action']]: ActionReader<A> };

/** @param placeholders whether values may be placeholders: they are, until an NCCO is filled in for a call */
export function actionReaders({
  placeholders,
}: {
  placeholders: boolean;
}): ReadonlyMap<unknown, ActionReader<NccoAction>> {
  const values = valueRules({ placeholders });
  const table: ActionTable = {
    talk,
    stream: stream(values),
    input: input(values),
    connect: connect(values),
    record: record(values),
    conversation: conversation(values),
    notify: notify(values),
    wait,
    transfer,
    pay: pay(values),
  };
  return new Map<unknown, ActionReader<NccoAction>>(Object.entries(table));
}
