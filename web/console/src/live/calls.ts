import * as z from 'zod/mini';
import { request } from './request.ts';
import { type Call, callShape } from './shapes.ts';
import { coalesce } from './coalesce.ts';
import { createStore } from './store.ts';
import { onEntries } from './stream.ts';

const SOON_MS = 60;

/** All calls, oldest first. */
export const calls = createStore<readonly Call[]>([]);

const fetchAll = coalesce(async () => {
  calls.set(await request('/simulator/calls', z.array(callShape)));
}, SOON_MS);

export const fetchCalls = (): void => fetchAll('all');

/** Puts a call that a route has just answered with among the others. */
export function storeCall(call: Call): void {
  calls.change((now) =>
    now.some(({ id }) => id === call.id)
      ? now.map((old) => (old.id === call.id ? call : old))
      : [...now, call],
  );
}

/** Fetches the calls whenever the timeline says that one has changed. */
export const followCalls = (): (() => void) =>
  onEntries((batch) => {
    if (batch.some(({ kind }) => kind === 'call')) fetchCalls();
  });
