import * as z from 'zod/mini';
import { request } from './request.ts';
import { type Call, callShape } from './shapes.ts';
import { coalesce } from './coalesce.ts';
import { createStore } from './store.ts';
import { onEntries } from './stream.ts';

const FETCH_DELAY_MS = 60;

/** All calls, oldest first. */
export const calls = createStore<readonly Call[]>([]);

const fetchAll = coalesce(async () => {
  calls.set(await request('/simulator/calls', z.array(callShape)));
}, FETCH_DELAY_MS);

export const fetchCalls = (): void => fetchAll('all');

/** Adds or replaces a call from a response. */
export function storeCall(call: Call): void {
  calls.change((now) =>
    now.some(({ id }) => id === call.id)
      ? now.map((old) => (old.id === call.id ? call : old))
      : [...now, call],
  );
}

/** Fetches the calls whenever an entry of the timeline is about one; returns how to stop that. */
export const followCalls = (): (() => void) =>
  onEntries((batch) => {
    if (batch.some(({ kind }) => kind === 'call')) fetchCalls();
  });
