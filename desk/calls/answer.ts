import { own } from '../json-value.ts';
import { checkNcco } from '../ncco/check.ts';
import { type Problem, describeValue } from '../ncco/findings.ts';
import { checkItem } from '../ncco/items.ts';
import { lastGoodName } from '../ncco/item-names.ts';
import type { Ncco } from '../ncco/ncco.ts';
import { type PlaceholderValues, fill, valuesOf } from '../ncco/placeholders.ts';
import { asE164 } from '../numbers/e164.ts';
import { networkNumber } from '../numbers/network-number.ts';
import type { DialPolicy } from './dial-policy.ts';
import type { Dialled, DialRefusal } from './dialled.ts';
import { type Menu, sendsKeysTo, parseMenu, withLimits } from './menu.ts';
import type { Direction, NewCall } from './new-call.ts';
import { DEFAULT_ANSWER, PRESETS, apology, isPreset, refusedDial } from './presets.ts';

/** The items of NccoConfig, not checked: whatever ops wrote there. */
export interface AnswerConfig {
  /** By name: `answer`, `menu`, every preset, and their last good versions. */
  items: { readonly [name: string]: unknown };
  /** NCCOs by preset that answered before, for presets without a last good version among the items. */
  lastGood?: { readonly [preset: string]: unknown };
}

export interface ItemProblem extends Problem {
  /** The item of NccoConfig that the problem is in. */
  item: string;
}

export interface Answer {
  /** Ready to be sent: checked, and without placeholders where Vonage needs a value. */
  ncco: Ncco;
  direction: Direction;
  preset: string;
  /** Where the NCCO comes from, in order of preference. `refusal`: what an agent dialled is not called. */
  source: 'item' | 'last-good' | 'built-in' | 'refusal' | 'apology';
  /** The preset's item as checked, with its placeholders, when it answered: to be stored as the last good version. */
  good?: Ncco;
  dialled?: string;
  /** Why what an agent dialled is not called. */
  refused?: DialRefusal;
  /** What is wrong with items, for logs and for marking them. */
  problems: ItemProblem[];
  warnings: ItemProblem[];
}

/** A broken item can have thousands; nobody reads more. */
const MAX_PROBLEMS = 25;

/** What an item's NCCO is completed with. */
interface Context {
  direction: Direction;
  values: PlaceholderValues;
  /** The number that was called, and the business's own: an incoming call must not be connected to either. */
  businessNumbers: readonly (string | undefined)[];
  menu: Menu;
  dtmfUrl: string;
}

/**
 * The NCCO for a call: the configured item, else its last good version, else the built-in preset, else an apology.
 * Whatever the configuration holds, it returns an NCCO that works and never throws.
 */
export function chooseAnswer({
  config,
  call,
  dtmfUrl,
  businessNumber,
  dialPolicy,
  language,
}: {
  config: AnswerConfig;
  call: NewCall;
  dtmfUrl: string;
  businessNumber: string;
  /** Decides on every number that an agent dialled. */
  dialPolicy: DialPolicy;
  /** In which a refusal is spoken. */
  language?: string | undefined;
}): Answer {
  const { direction } = call;
  const problems: ItemProblem[] = [];
  const warnings: ItemProblem[] = [];
  const preset = presetFor(direction, own(config.items, 'answer'), problems);
  const answer = { direction, preset, problems, warnings };

  const dialled = call.direction === 'outgoing' ? dialledBy(call.dialled, dialPolicy) : undefined;
  if (dialled && !dialled.ok) {
    const { reason: refused, number } = dialled;
    const ncco = refusedDial(refused, language);
    return { ...answer, ncco, source: 'refusal', refused, ...(number !== undefined && { dialled: number }) };
  }

  const { menu, problems: menuProblems } = parseMenu(own(config.items, 'menu'));
  const context = contextOf(call, { menu, dtmfUrl, businessNumber, dialled: dialled?.number });
  for (const { source, name, item } of candidates(config, preset, direction)) {
    if (source === 'last-good' && own(item, 'ncco') === undefined) continue;
    const result = complete(item, context);
    if (source === 'item') {
      problems.push(...ofItem(name, result.problems));
      warnings.push(...ofItem(name, result.warnings));
    }
    if (!result.ncco) continue;
    if (result.ncco.some((action) => sendsKeysTo(action, dtmfUrl)))
      problems.push(...ofItem('menu', menuProblems));
    return {
      ...answer,
      ncco: result.ncco,
      source,
      ...(dialled && { dialled: dialled.number }),
      ...(source === 'item' && { good: result.atRest }),
    };
  }
  return { ...answer, ncco: apology(), source: 'apology' };
}

const dialledBy = (written: string | undefined, dialPolicy: DialPolicy): Dialled =>
  written === undefined ? { ok: false, reason: 'missing' } : dialPolicy(written);

function contextOf(
  call: NewCall,
  {
    businessNumber,
    dialled,
    ...given
  }: { menu: Menu; dtmfUrl: string; businessNumber: string; dialled: string | undefined },
): Context {
  return {
    ...given,
    direction: call.direction,
    businessNumbers: [asE164(businessNumber) ?? businessNumber, networkNumber(call.to)],
    values: valuesOf(call, { dtmfUrl: given.dtmfUrl, businessNumber, dialled }),
  };
}

interface Candidate {
  source: 'item' | 'last-good' | 'built-in';
  name: string;
  item: unknown;
}

/** What may answer, in order of preference. */
const candidates = (config: AnswerConfig, preset: string, direction: Direction): Candidate[] => [
  { source: 'item', name: preset, item: own(config.items, preset) },
  { source: 'last-good', name: preset, item: own(config.items, lastGoodName(preset)) },
  { source: 'last-good', name: preset, item: { ncco: own(config.lastGood, preset) } },
  ...builtIn(preset, direction),
];

function builtIn(preset: string, direction: Direction): Candidate[] {
  const plain = DEFAULT_ANSWER[direction];
  const names = isPreset(preset) && preset !== plain ? [preset, plain] : [plain];
  return names.map((name) => ({ source: 'built-in', name, item: { ncco: PRESETS[name] } }));
}

function presetFor(direction: Direction, item: unknown, problems: ItemProblem[]): string {
  const name = own(item, direction);
  if (typeof name === 'string' && name.trim() !== '') return name.trim();
  problems.push({
    item: 'answer',
    path: direction,
    sentence: name === undefined ? 'is missing' : `must be the name of a preset, got ${describeValue(name)}`,
  });
  return DEFAULT_ANSWER[direction];
}

type Completed =
  | { ncco: Ncco; atRest: Ncco; problems: Problem[]; warnings: Problem[] }
  | { ncco?: never; problems: Problem[]; warnings: Problem[] };

/** Checks an item's NCCO, fills it in for this call, and checks the result. */
function complete(item: unknown, context: Context): Completed {
  const atRest = checkItem(item);
  if ('problems' in atRest) return atRest;
  const { warnings } = atRest;
  const ncco = withMenu(fill(withoutHiddenCaller(atRest.ncco, context), context.values), context);
  const filled = checkNcco(ncco, { placeholders: false });
  if ('problems' in filled) return { problems: filled.problems, warnings };
  const loop = callsItself(filled.ncco, context);
  if (loop) return { problems: [loop], warnings };
  return { ncco: filled.ncco, atRest: atRest.ncco, problems: [], warnings };
}

/** A caller who hides the number is put through without one. */
function withoutHiddenCaller(ncco: Ncco, { values }: Context): Ncco {
  if (values.PARAMS_FROM !== undefined) return ncco;
  return ncco.map((action) => {
    if (action.action !== 'connect' || action.from !== 'PARAMS_FROM') return action;
    const { from: _hidden, ...connect } = action;
    return connect;
  });
}

/** An input of any NCCO whose keys come to us accepts as many keys as the menu's choices need. */
function withMenu(ncco: Ncco, { menu, dtmfUrl }: Context): Ncco {
  return ncco.map((action) => (sendsKeysTo(action, dtmfUrl) ? withLimits(action, menu) : action));
}

const ofItem = (item: string, found: Problem[]): ItemProblem[] =>
  found.slice(0, MAX_PROBLEMS).map((one) => ({ item, ...one }));

/** An incoming call that is connected to the number it came in on would ring itself, and be paid for, without end. */
function callsItself(ncco: Ncco, { direction, businessNumbers }: Context): Problem | undefined {
  if (direction === 'outgoing') return undefined;
  const at = ncco.findIndex(
    (action) =>
      action.action === 'connect' &&
      action.endpoint[0].type === 'phone' &&
      businessNumbers.includes(action.endpoint[0].number),
  );
  if (at < 0) return undefined;
  return { path: `[${at}].endpoint[0].number`, sentence: 'would call the number that the call came in on' };
}
