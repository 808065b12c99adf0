import { isDeepStrictEqual } from 'node:util';
import { checkTemplates } from '../../desk/texts/templates.ts';
import { wordingItems } from '../../edge/aws/dynamodb/config.ts';
import { markProblems } from '../../edge/aws/dynamodb/ncco-items.ts';
import { settingsOf } from '../../edge/aws/dynamodb/settings-item.ts';
import { describe, log } from '../../edge/aws/log.ts';

/**
 * Writes what is wrong with `settings` and `texts/<language>` on the items themselves, where ops look, and removes it when
 * it is repaired. NCCOs are checked when a phone call uses them; these items have no such moment, so the sweep checks them.
 * Never throws: sending is more important.
 */
export async function noteBrokenItems(): Promise<void> {
  try {
    const items = await wordingItems();
    await Promise.all([...items].map(([name, item]) => note(name, item)));
  } catch (error) {
    log('error', 'problems-not-noted', describe(error));
  }
}

async function note(name: string, item: Record<string, unknown>): Promise<void> {
  const found = problemsOf(name, item);
  if (found.length > 0) log('error', 'item-broken', { item: name, problems: found.length });
  if (!isDeepStrictEqual(item['problems'] ?? [], found)) await markProblems(name, found);
}

function problemsOf(name: string, item: Record<string, unknown>): string[] {
  return name === 'settings'
    ? settingsOf(item).broken.map(({ attribute, sentence }) => `${attribute} ${sentence}`)
    : checkTemplates(item).broken.map(({ path, sentence }) => `${path} ${sentence}`);
}
