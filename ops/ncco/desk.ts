import { own } from '../../desk/json-value.ts';
import { parseMenu } from '../../desk/calls/menu.ts';
import type { CallerSettings } from '../../desk/calls/routing/route-nccos.ts';
import type { Settings } from '../../desk/settings.ts';
import { settingsOf } from '../../edge/aws/dynamodb/settings-item.ts';
import type { Items } from './items.ts';
import type { Agent } from './roster.ts';

/** Where the webhooks of a desk on paper are. */
const HERE = 'https://desk.example/webhooks';
export const DTMF_URL = `${HERE}/dtmf`;
/** Of our own webhooks ops need not hear. */
export const isOurs = (url: string): boolean => url.startsWith(HERE);

/** A desk as it stands in its tables. */
export interface Desk {
  items: Items;
  /** Absent where the roster cannot be read. */
  agents?: Agent[] | undefined;
}

/** Stands for whoever it is, where the roster cannot be read. */
export const SOMEBODY: Agent = { name: 'the next free agent', away: false, inTurn: true };

/** The settings as the desk reads them. */
export function settingsIn(items: Items): Settings {
  const item = own(items, 'settings');
  return settingsOf(typeof item === 'object' && item !== null ? { ...item } : {}).settings;
}

/** How calls are routed, as ops wrote. */
export function lineIn(items: Items): CallerSettings {
  const { ring, queue } = settingsIn(items);
  const { language } = parseMenu(own(items, 'menu')).menu;
  return { routeUrl: `${HERE}/route`, eventUrl: `${HERE}/event`, language, ring, queue };
}

export const indented = (lines: string[]): string[] => lines.map((line) => `  ${line}`);
