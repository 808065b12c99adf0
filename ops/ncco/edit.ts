import { checkNcco } from '../../desk/ncco/check.ts';
import { formatProblem } from '../../desk/ncco/findings.ts';
import { own } from '../../desk/json-value.ts';
import { goodNcco } from '../../desk/ncco/items.ts';
import { isNccoName, lastGoodName } from '../../desk/ncco/item-names.ts';
import type { Ncco } from '../../desk/ncco/ncco.ts';
import { CommandError, usageError } from '../command/command-error.ts';
import { answerProblems } from './chosen-answer.ts';
import { chooseItem, saveLastGood, replaceNcco } from './items.ts';
import { isSameNcco, versionsOf, withNext } from './versions.ts';
import {
  conflict,
  requireItem,
  parseJson,
  directionsOf,
  requireVersion,
  type NccoContext,
} from './context.ts';

const MAX_NAME_LENGTH = 200;
/** Characters of JSON: with its last versions, an item must stay below DynamoDB's limit of 400 kB. */
const MAX_CHARACTERS = 100_000;

/** Replaces, or creates, an item's NCCO if the new one is valid. */
export async function set(name: string, file: string, context: NccoContext): Promise<number> {
  const { items, print, printError } = context;
  if (!isNccoName(name) || name !== name.trim() || name === '' || name.length > MAX_NAME_LENGTH) {
    const reason = isNccoName(name)
      ? `take up to ${MAX_NAME_LENGTH} characters`
      : 'edit that item in DynamoDB, then check';
    throw new CommandError(1, `"${name}" is no name for an NCCO: ${reason}.`);
  }
  const value = parseJson(await context.read(file));
  const checked = checkNcco(value);
  for (const warning of checked.warnings) printError(`warning: ${formatProblem(warning)}`);
  if ('problems' in checked) {
    for (const problem of checked.problems) printError(formatProblem(problem));
    throw new CommandError(1, 'this is no NCCO that a call could hear, so nothing was changed.');
  }
  if (JSON.stringify(checked.ncco).length > MAX_CHARACTERS) {
    throw new CommandError(
      1,
      `an NCCO of more than ${MAX_CHARACTERS} characters is too large, so nothing was changed.`,
    );
  }
  const item = own(items, name);
  if (item !== undefined && isSameNcco(goodNcco(item), checked.ncco)) {
    print(`${name} says so already: nothing was changed.`);
    return 0;
  }
  return replaceWith(name, checked.ncco, context);
}

async function replaceWith(name: string, ncco: Ncco, context: NccoContext, note?: string): Promise<number> {
  const { desk, items, by, now, print } = context;
  if (by === '') throw usageError('Say who edits with --by.');
  const item = own(items, name);
  const versions = withNext(versionsOf(item), {
    ncco: JSON.stringify(ncco),
    by,
    at: new Date(now()).toISOString(),
    ...(note !== undefined && { note }),
  });
  if (!(await replaceNcco(desk, name, item, { ncco, versions }))) throw conflict();
  // The NCCO is replaced already; the copy is optional.
  await saveLastGood(desk, name, ncco, items).catch(() => undefined);
  const uses = directionsOf(name, items);
  print(
    `${name} is version ${versions[0]?.version ?? 1} now${note === undefined ? '' : `, ${note}`}. ${
      uses.length > 0
        ? `It answers ${uses.join(' and ')} calls within 10 seconds.`
        : `It answers no calls yet: npm run ncco -- use incoming ${name}`
    }`,
  );
  return 0;
}

/** Chooses the item that answers calls of a direction, if it can. */
export async function use(
  direction: string,
  name: string,
  { desk, items, print, printError }: NccoContext,
): Promise<number> {
  if (direction !== 'incoming' && direction !== 'outgoing') {
    throw usageError('Say "use incoming" or "use outgoing".');
  }
  requireItem(name, items);
  const answer = own(items, 'answer');
  const problems = answerProblems(direction, { ...items, answer: { [direction]: name } });
  if (problems.length > 0) {
    for (const problem of problems) printError(problem);
    throw new CommandError(1, `"${name}" cannot answer ${direction} calls, so nothing was changed.`);
  }
  const before = own(answer, direction);
  if (!(await chooseItem(desk, direction, name, answer))) throw conflict();
  const formerly = typeof before === 'string' && before !== name ? `, instead of ${before}` : '';
  print(`${name} answers ${direction} calls within 10 seconds${formerly}.`);
  return 0;
}

/** Restores a version; without an argument the last valid one that differs. */
export async function rollback(
  name: string,
  word: string | undefined,
  context: NccoContext,
): Promise<number> {
  const item = requireItem(name, context.items);
  const versions = versionsOf(item);
  if (word !== undefined) {
    const { version, ...kept } = requireVersion(word, versions);
    const ncco = goodNcco(kept);
    if (!ncco) throw new CommandError(1, `version ${version} is broken: no call could hear it.`);
    return replaceWith(name, ncco, context, `back to version ${version}`);
  }
  const current = goodNcco(item);
  const kept = own(context.items, lastGoodName(name));
  const before = versions.slice(1).map((one): [string, unknown] => [`version ${one.version}`, one]);
  // For an item broken by hand, the last good copy may be newer than any version of the command.
  const candidates = current ? before : [['the last good one', kept] as const, ...before];
  for (const [title, candidate] of candidates) {
    const ncco = goodNcco(candidate);
    if (ncco && !(current && isSameNcco(ncco, current)))
      return replaceWith(name, ncco, context, `back to ${title}`);
  }
  throw new CommandError(1, `there is no version of ${name} to go back to.`);
}
