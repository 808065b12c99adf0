import { request } from './request.ts';
import { type SystemInfo, systemInfoShape } from './shapes.ts';
import { createStore } from './store.ts';

/** URLs, numbers, agents and keys of the running system; undefined until they are loaded. */
export const systemInfo = createStore<SystemInfo | undefined>(undefined);

export async function fetchSystemInfo(): Promise<void> {
  systemInfo.set(await request('/console/places', systemInfoShape));
}
