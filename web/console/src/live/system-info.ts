import { request } from './request.ts';
import { type SystemInfo, systemInfoShape } from './shapes.ts';
import { createStore } from './store.ts';

/** Where things are in this system; undefined until the desk has said. */
export const systemInfo = createStore<SystemInfo | undefined>(undefined);

export async function fetchSystemInfo(): Promise<void> {
  systemInfo.set(await request('/console/places', systemInfoShape));
}
