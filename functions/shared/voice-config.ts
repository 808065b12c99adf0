import { PRESETS } from '../../desk/calls/presets.ts';
import { lastGoodName } from '../../desk/ncco/item-names.ts';
import { DEFAULT_SETTINGS, numberFor, type Settings } from '../../desk/settings.ts';
import { configItems, readSettings } from '../../edge/aws/dynamodb/config.ts';
import { describe, log } from '../../edge/aws/log.ts';
import { inTime, TooLate } from './in-time.ts';

/** What ops configured for calls, as far as it could be read in time. */
export interface VoiceConfig {
  items: Record<string, unknown>;
  businessNumber: string | undefined;
  settings: Settings;
  /** Whether the table could be read just now. */
  current: boolean;
  /**
   * Set when the table did not fail but took too long. `cold`: in an environment that has just started, so that the delay
   * may be its own, and a second request in a moment may succeed.
   */
  late?: 'silent' | 'cold';
}

/** What this environment read last: used while the table cannot be read. */
let lastRead: VoiceConfig = {
  items: {},
  businessNumber: undefined,
  settings: DEFAULT_SETTINGS,
  current: false,
};
let started = false;

/** Whether this environment has begun to read the configuration before: otherwise its caches are empty. */
export const isWarm = (): boolean => started;

const ALWAYS_READ = ['answer', 'menu', ...Object.keys(PRESETS).flatMap((name) => [name, lastGoodName(name)])];

/** Never throws: what cannot be read is as it was read last; where it never was, the built-in presets answer. */
export async function readVoiceConfig(timeoutMs: number): Promise<VoiceConfig> {
  const warm = started;
  started = true;
  try {
    const [items, { settings }] = await inTime(
      Promise.all([configItems(ALWAYS_READ), readSettings()]),
      timeoutMs,
    );
    const businessNumber = numberFor(settings, 'voice') ?? numberFor(settings, 'support');
    lastRead = { items: Object.fromEntries(items), businessNumber, settings, current: false };
    return { ...lastRead, current: true };
  } catch (error) {
    log('error', 'config-unavailable', describe(error));
    if (!(error instanceof TooLate)) return lastRead;
    return { ...lastRead, late: warm ? 'silent' : 'cold' };
  }
}

/** With the leases and a cold start before it, this must fit into the 5 s that Vonage waits. */
const MORE_ITEMS_MS = 1_000;

/** More items by name, such as presets under names of the ops' own; undefined when they cannot be read. */
export async function moreItems(names: string[]): Promise<Record<string, unknown> | undefined> {
  try {
    return Object.fromEntries(await inTime(configItems(names), MORE_ITEMS_MS));
  } catch (error) {
    log('error', 'config-unavailable', describe(error));
    return undefined;
  }
}
