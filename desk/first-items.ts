import { PRESETS } from './calls/presets.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import { BUILT_IN } from './texts/texts.ts';

/** The items of NccoConfig after the first deployment, for ops to edit. */
export const CONFIG_ITEMS: Record<string, unknown>[] = [
  { name: 'answer', incoming: 'inbound-call', outgoing: 'outbound-call' },
  ...Object.entries(PRESETS).map(([name, ncco]) => ({ name, ncco })),
  { name: 'menu', choices: { '1': 'Jane', '2': 'Joe' }, attempts: 3, otherwise: 'Jane', language: 'en-GB' },
  { name: 'settings', ...DEFAULT_SETTINGS },
  ...Object.entries(BUILT_IN).map(([language, texts]) => ({ name: `texts/${language}`, ...texts })),
];

/** The tutorial's two agents. */
export const AGENTS = ['Jane', 'Joe'];
