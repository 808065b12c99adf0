import { isDeepStrictEqual } from 'node:util';
import type { Answer } from '../../desk/calls/answer.ts';
import { formatProblem } from '../../desk/ncco/findings.ts';
import { own } from '../../desk/json-value.ts';
import { goodNcco, isNccoName, itemProblems, lastGoodName, storedNcco } from '../../desk/ncco/items.ts';
import { PRESETS, isPreset } from '../../desk/calls/presets.ts';
import { keepLastGood, markProblems } from '../../edge/aws/dynamodb/ncco-items.ts';
import { describe, log } from '../../edge/aws/log.ts';
import { inTime } from '../shared/in-time.ts';

type Items = { readonly [name: string]: unknown };

/** A caller waits in silence: a note that takes longer is left to the next call. */
const NOTING_MS = 500;

/** Nobody reads further. */
const MOST_PROBLEMS = 25;

/**
 * Tells ops how their items fared: what is wrong with one is written on it, once, and taken off when it is mended; an
 * NCCO that is new and right is kept for the day when somebody breaks it. Nothing is written as long as nothing was
 * edited. It never throws.
 */
export async function noteItems({ preset, problems, source }: Answer, items: Items): Promise<void> {
  if (source === 'last-good' || source === 'built-in' || source === 'apology') {
    log('warn', 'ncco-not-from-item', { preset: preset.slice(0, 60), source, problems: problems.length });
  }
  const edited = Object.keys(items).filter((name) => ['answer', 'menu'].includes(name) || isNccoName(name));
  await Promise.all(
    edited.map(async (name) => {
      const told = problems.filter(({ item }) => item === name);
      const found = [...new Set([...itemProblems(name, items), ...told].map(formatProblem))].slice(
        0,
        MOST_PROBLEMS,
      );
      try {
        await inTime(note(name, found, items), NOTING_MS);
      } catch (error) {
        log('warn', 'problems-not-noted', describe(error));
      }
    }),
  );
}

async function note(name: string, found: string[], items: Items): Promise<void> {
  const noted: unknown = own(own(items, name), 'problems') ?? [];
  if (!isDeepStrictEqual(noted, found)) {
    if (found.length > 0) log('warn', 'item-broken', { item: name.slice(0, 60), problems: found.length });
    await markProblems(name, found, isNccoName(name) ? { ncco: own(own(items, name), 'ncco') } : undefined);
  }
  const good = found.length === 0 && isNccoName(name) ? goodNcco(own(items, name)) : undefined;
  if (!good) return;
  const kept = own(items, lastGoodName(name));
  // What is built in needs no keeping: it stands in anyway.
  const standsIn = storedNcco(kept) ?? (isPreset(name) ? PRESETS[name] : undefined);
  if (!isDeepStrictEqual(standsIn, JSON.parse(JSON.stringify(good)))) {
    await keepLastGood(name, good, own(kept, 'ncco'));
  }
}
