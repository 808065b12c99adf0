import { isDeepStrictEqual } from 'node:util';
import type { Answer } from '../../desk/calls/answer.ts';
import { formatProblem } from '../../desk/ncco/findings.ts';
import { own } from '../../desk/json-value.ts';
import { goodNcco, itemProblems, storedNcco } from '../../desk/ncco/items.ts';
import { isNccoName, lastGoodName } from '../../desk/ncco/item-names.ts';
import { PRESETS, isPreset } from '../../desk/calls/presets.ts';
import { keepLastGood, markProblems } from '../../edge/aws/dynamodb/ncco-items.ts';
import { describe, log } from '../../edge/aws/log.ts';
import { inTime } from '../shared/in-time.ts';

type Items = { readonly [name: string]: unknown };

/** A caller waits in silence meanwhile: what takes longer is left to the next call. */
const UPDATE_MS = 500;

/** A broken item can have thousands; nobody reads more. */
const MAX_PROBLEMS = 25;

/**
 * Writes on the items of ops what is wrong with them, and removes it when it is fixed; a valid NCCO that is new is stored
 * as the last good version. Nothing is written as long as nothing was edited. Never throws.
 */
export async function updateItemNotes({ preset, problems, source }: Answer, items: Items): Promise<void> {
  if (source === 'last-good' || source === 'built-in' || source === 'apology') {
    log('warn', 'ncco-not-from-item', { preset: preset.slice(0, 60), source, problems: problems.length });
  }
  const edited = Object.keys(items).filter((name) => ['answer', 'menu'].includes(name) || isNccoName(name));
  await Promise.all(
    edited.map(async (name) => {
      const ofCall = problems.filter(({ item }) => item === name);
      const found = [...new Set([...itemProblems(name, items), ...ofCall].map(formatProblem))].slice(
        0,
        MAX_PROBLEMS,
      );
      try {
        await inTime(updateNote(name, found, items), UPDATE_MS);
      } catch (error) {
        log('warn', 'problems-not-noted', describe(error));
      }
    }),
  );
}

async function updateNote(name: string, found: string[], items: Items): Promise<void> {
  const current: unknown = own(own(items, name), 'problems') ?? [];
  if (!isDeepStrictEqual(current, found)) {
    if (found.length > 0) log('warn', 'item-broken', { item: name.slice(0, 60), problems: found.length });
    await markProblems(name, found, isNccoName(name) ? { ncco: own(own(items, name), 'ncco') } : undefined);
  }
  const good = found.length === 0 && isNccoName(name) ? goodNcco(own(items, name)) : undefined;
  if (!good) return;
  const stored = own(items, lastGoodName(name));
  // A built-in preset needs no last good version.
  const fallback = storedNcco(stored) ?? (isPreset(name) ? PRESETS[name] : undefined);
  if (!isDeepStrictEqual(fallback, JSON.parse(JSON.stringify(good)))) {
    await keepLastGood(name, good, own(stored, 'ncco'));
  }
}
