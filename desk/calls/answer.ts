import { networkNumber } from '../numbers/network-number.ts';
import type { Ncco } from '../ncco/ncco.ts';
import { checkNcco } from '../ncco/check.ts';
import type { DialPolicy } from './dial-policy.ts';
import { type Dialled, type DialRefusal, findDialled, asE164 } from './dialled.ts';
import { type Problem, own, describeValue } from '../ncco/findings.ts';
import { checkItem, lastGoodName } from '../ncco/items.ts';
import { type Menu, asksAt, parseMenu, withLimits } from './menu.ts';
import { type PlaceholderValues, fill, valuesOf } from '../ncco/placeholders.ts';
import { DEFAULT_ANSWER, PRESETS, apology, isPreset, refusedDial } from './presets.ts';

/** What stands in NccoConfig, unread: whatever ops wrote there. */
export interface AnswerConfig {
  /** Items by name: `answer`, `menu`, every preset, and where the last good ones are kept. */
  items: { readonly [name: string]: unknown };
  /** NCCOs by preset that answered well before, where the items know of none. */
  lastGood?: { readonly [preset: string]: unknown };
}

export interface ItemProblem extends Problem {
  /** The item of NccoConfig that the problem is in. */
  item: string;
}

export interface Answer {
  /** Ready to be sent: checked, and no placeholder is left where Vonage needs a value. */
  ncco: Ncco;
  direction: Direction;
  preset: string;
  /** Where the NCCO comes from, the best first. `refusal`: what an agent dialled is not called. */
  source: 'item' | 'last-good' | 'built-in' | 'refusal' | 'apology';
  /** The preset's item as checked, placeholders and all, when it answered: worth keeping as the last good version. */
  good?: Ncco;
  dialled?: string;
  /** Why what an agent dialled is not called. */
  refused?: DialRefusal;
  /** What is wrong with items, for logs and for marking them. */
  problems: ItemProblem[];
  warnings: ItemProblem[];
}

export type Direction = 'incoming' | 'outgoing';

/** Nobody reads further, and a broken item can hold thousands. */
const MOST_PROBLEMS = 25;

interface Call {
  direction: Direction;
  values: PlaceholderValues;
  /** The number that the call came in on, and the business's own. */
  businessNumber: readonly unknown[];
  menu: Menu;
  dtmfUrl: string;
}

/**
 * The NCCO for a call, from whatever stands in the configuration: the chosen item, else its last good version, else the
 * built-in preset, else an apology. It always answers with an NCCO that works and never throws.
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
  /** The answer webhook's parameters, from the query or the body. */
  call: unknown;
  dtmfUrl: string;
  businessNumber: string;
  /** Whom agents may call; asked for every number that one dialled. */
  dialPolicy: DialPolicy;
  /** In which a refusal is spoken. */
  language?: string | undefined;
}): Answer {
  const direction = directionOf(call);
  const problems: ItemProblem[] = [];
  const warnings: ItemProblem[] = [];
  const preset = presetFor(direction, own(config.items, 'answer'), problems);
  const told = { direction, preset, problems, warnings };

  const dialled = direction === 'outgoing' ? dialledBy(call, dialPolicy) : undefined;
  if (dialled && !dialled.ok) {
    const { reason: refused, number } = dialled;
    return {
      ...told,
      ncco: refusedDial(refused, language),
      source: 'refusal',
      refused,
      ...(number !== undefined && { dialled: number }),
    };
  }
  const number = dialled?.number;

  const to = networkNumber(own(call, 'to'));
  const { menu, problems: brokenMenu } = parseMenu(own(config.items, 'menu'));
  const business = asE164(businessNumber) ?? businessNumber;
  const context: Call = {
    direction,
    businessNumber: [business, to],
    menu,
    dtmfUrl,
    values: valuesOf(call, { dtmfUrl, businessNumber, dialled: number }),
  };
  const candidates: [Answer['source'], string, unknown][] = [
    ['item', preset, own(config.items, preset)],
    ['last-good', preset, own(config.items, lastGoodName(preset))],
    ['last-good', preset, { ncco: own(config.lastGood, preset) }],
    ...builtIn(preset, direction),
  ];
  for (const [source, name, item] of candidates) {
    if (source === 'last-good' && own(item, 'ncco') === undefined) continue;
    const result = ready(item, context);
    if (source === 'item') {
      problems.push(...of(name, result.problems));
      warnings.push(...of(name, result.warnings));
    }
    if (!result.ncco) continue;
    if (result.ncco.some((action) => asksAt(action, dtmfUrl))) problems.push(...of('menu', brokenMenu));
    return {
      ...told,
      ncco: result.ncco,
      source,
      ...(number !== undefined && { dialled: number }),
      ...(source === 'item' && { good: result.atRest }),
    };
  }
  return { ...told, ncco: apology(), source: 'apology' };
}

function dialledBy(call: unknown, dialPolicy: DialPolicy): Dialled {
  const written = findDialled(call);
  return written === undefined ? { ok: false, reason: 'missing' } : dialPolicy(written);
}

/** A call from an agent's app names its user; every other one comes in from outside. */
export function directionOf(call: unknown): Direction {
  const user = own(call, 'from_user');
  return typeof user === 'string' && user.trim() !== '' ? 'outgoing' : 'incoming';
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

function builtIn(preset: string, direction: Direction): ['built-in', string, { ncco: Ncco }][] {
  const plain = DEFAULT_ANSWER[direction];
  const names = isPreset(preset) && preset !== plain ? [preset, plain] : [plain];
  return names.map((name) => ['built-in', name, { ncco: PRESETS[name] }]);
}

type Ready =
  | { ncco: Ncco; atRest: Ncco; problems: Problem[]; warnings: Problem[] }
  | { ncco?: never; problems: Problem[]; warnings: Problem[] };

/** Checks an item's NCCO as it stands, fills it for this call, and checks what would be sent. */
function ready(item: unknown, call: Call): Ready {
  const atRest = checkItem(item);
  if ('problems' in atRest) return atRest;
  const ncco = withMenu(fill(withoutHiddenCaller(atRest.ncco, call), call.values), call);
  const filled = checkNcco(ncco, { placeholders: false });
  if ('problems' in filled) return { problems: filled.problems, warnings: atRest.warnings };
  const loop = callsItself(filled.ncco, call);
  if (loop) return { problems: [loop], warnings: atRest.warnings };
  return { ncco: filled.ncco, atRest: atRest.ncco, problems: [], warnings: atRest.warnings };
}

/** A caller who hides the number is rung through all the same: no number is shown then. */
function withoutHiddenCaller(ncco: Ncco, { values }: Call): Ncco {
  if (values.PARAMS_FROM !== undefined) return ncco;
  return ncco.map((action) => {
    if (action.action !== 'connect' || action.from !== 'PARAMS_FROM') return action;
    const { from: _hidden, ...connect } = action;
    return connect;
  });
}

/** Whatever its name, an NCCO whose keys come to us takes as many of them as the menu's choices need. */
function withMenu(ncco: Ncco, { menu, dtmfUrl }: Call): Ncco {
  return ncco.map((action) => (asksAt(action, dtmfUrl) ? withLimits(action, menu) : action));
}

const of = (item: string, found: Problem[]): ItemProblem[] =>
  found.slice(0, MOST_PROBLEMS).map((one) => ({ item, ...one }));

/** An incoming call that is connected to the number it came in on would ring itself, and be paid for, without end. */
function callsItself(ncco: Ncco, { direction, businessNumber }: Call): Problem | undefined {
  if (direction === 'outgoing') return undefined;
  const at = ncco.findIndex(
    (action) =>
      action.action === 'connect' &&
      action.endpoint[0].type === 'phone' &&
      businessNumber.includes(action.endpoint[0].number),
  );
  if (at < 0) return undefined;
  return { path: `[${at}].endpoint[0].number`, sentence: 'would call the number that the call came in on' };
}
