import { own } from '../../desk/json-value.ts';
import { parseMenu } from '../../desk/calls/menu.ts';
import type { CallerSettings } from '../../desk/calls/routing/route-nccos.ts';
import type { Settings } from '../../desk/settings.ts';
import { settingsOf } from '../../edge/aws/dynamodb/settings-item.ts';
import type { Items } from './items.ts';
import type { Agent } from './roster.ts';

/** Webhook URLs of the simulated desk. */
const WEBHOOK_BASE = 'https://desk.example/webhooks';
export const DTMF_URL = `${WEBHOOK_BASE}/dtmf`;
/** Our own webhooks are not mentioned in descriptions. */
export const isOwnWebhook = (url: string): boolean => url.startsWith(WEBHOOK_BASE);

/** The items and agents of a desk, as read from its tables. */
export interface StoredDesk {
  items: Items;
  /** Absent when the roster cannot be read. */
  agents?: Agent[] | undefined;
}

/** Stands for any agent when the roster cannot be read. */
export const UNKNOWN_AGENT: Agent = { name: 'the next free agent', away: false, inTurn: true };

/** The settings, read as the functions read them. */
export function settingsFrom(items: Items): Settings {
  const item = own(items, 'settings');
  return settingsOf(typeof item === 'object' && item !== null ? { ...item } : {}).settings;
}

/** Ring time, queue and language, from settings and menu. */
export function lineFrom(items: Items): CallerSettings {
  const { ring, queue } = settingsFrom(items);
  const { language } = parseMenu(own(items, 'menu')).menu;
  return { routeUrl: `${WEBHOOK_BASE}/route`, eventUrl: `${WEBHOOK_BASE}/event`, language, ring, queue };
}

export const indent = (lines: string[]): string[] => lines.map((line) => `  ${line}`);
