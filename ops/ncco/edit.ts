import { checkNcco } from '../../desk/ncco/check.ts';
import { formatProblem } from '../../desk/ncco/findings.ts';
import { own } from '../../desk/json-value.ts';
import { goodNcco } from '../../desk/ncco/items.ts';
import { isNccoName, lastGoodName } from '../../desk/ncco/item-names.ts';
import type { Ncco } from '../../desk/ncco/ncco.ts';
import { Stop, mistyped } from '../command/stop.ts';
import { wrongFor } from './check.ts';
import { choose, keepGood, switchNcco } from './items.ts';
import { isSame, versionsOf, withNext } from './versions.ts';
import { faster, itemNamed, parsed, usesOf, versionNamed, type Work } from './work.ts';

const LONGEST_NAME = 200;
/** Characters of JSON: with its last versions, an item must stay below the 400 kB that DynamoDB takes. */
const LARGEST = 100_000;

/** Puts an NCCO in an item's place, if it is right; an item that is not there is made. */
export async function set(name: string, file: string, work: Work): Promise<number> {
  const { items, say, complain } = work;
  if (!isNccoName(name) || name !== name.trim() || name === '' || name.length > LONGEST_NAME) {
    const meant = isNccoName(name)
      ? `take up to ${LONGEST_NAME} characters`
      : 'edit that item in DynamoDB, then check';
    throw new Stop(1, `"${name}" is no name for an NCCO: ${meant}.`);
  }
  const value = parsed(await work.read(file));
  const checked = checkNcco(value);
  for (const warning of checked.warnings) complain(`warning: ${formatProblem(warning)}`);
  if ('problems' in checked) {
    for (const problem of checked.problems) complain(formatProblem(problem));
    throw new Stop(1, 'this is no NCCO that a call could hear, so nothing was changed.');
  }
  if (JSON.stringify(checked.ncco).length > LARGEST) {
    throw new Stop(1, `an NCCO of more than ${LARGEST} characters is too large, so nothing was changed.`);
  }
  const item = own(items, name);
  if (item !== undefined && isSame(goodNcco(item), checked.ncco)) {
    say(`${name} says so already: nothing was changed.`);
    return 0;
  }
  return switchTo(name, checked.ncco, work);
}

async function switchTo(name: string, ncco: Ncco, work: Work, note?: string): Promise<number> {
  const { desk, items, by, now, say } = work;
  if (by === '') throw mistyped('Say who edits with --by.');
  const item = own(items, name);
  const versions = withNext(versionsOf(item), {
    ncco: JSON.stringify(ncco),
    by,
    at: new Date(now()).toISOString(),
    ...(note !== undefined && { note }),
  });
  if (!(await switchNcco(desk, name, item, { ncco, versions }))) throw faster();
  // The switch is done, whatever becomes of this.
  await keepGood(desk, name, ncco, items).catch(() => undefined);
  const uses = usesOf(name, items);
  say(
    `${name} is version ${versions[0]?.version ?? 1} now${note === undefined ? '' : `, ${note}`}. ${
      uses.length > 0
        ? `It answers ${uses.join(' and ')} calls within 10 seconds.`
        : `It answers no calls yet: npm run ncco -- use incoming ${name}`
    }`,
  );
  return 0;
}

/** Lets an item answer a direction's calls, if it can. */
export async function use(
  direction: string,
  name: string,
  { desk, items, say, complain }: Work,
): Promise<number> {
  if (direction !== 'incoming' && direction !== 'outgoing') {
    throw mistyped('Say "use incoming" or "use outgoing".');
  }
  itemNamed(name, items);
  const answer = own(items, 'answer');
  const problems = wrongFor(direction, { ...items, answer: { [direction]: name } });
  if (problems.length > 0) {
    for (const problem of problems) complain(problem);
    throw new Stop(1, `"${name}" cannot answer ${direction} calls, so nothing was changed.`);
  }
  const before = own(answer, direction);
  if (!(await choose(desk, direction, name, answer))) throw faster();
  const instead = typeof before === 'string' && before !== name ? `, instead of ${before}` : '';
  say(`${name} answers ${direction} calls within 10 seconds${instead}.`);
  return 0;
}

/** Puts a version back; without one, the last that was right and says something else. */
export async function rollback(name: string, word: string | undefined, work: Work): Promise<number> {
  const item = itemNamed(name, work.items);
  const versions = versionsOf(item);
  if (word !== undefined) {
    const { version, ...kept } = versionNamed(word, versions);
    const ncco = goodNcco(kept);
    if (!ncco) throw new Stop(1, `version ${version} is broken: no call could hear it.`);
    return switchTo(name, ncco, work, `back to version ${version}`);
  }
  const current = goodNcco(item);
  const kept = own(work.items, lastGoodName(name));
  const before = versions.slice(1).map((one): [string, unknown] => [`version ${one.version}`, one]);
  // Of an item that is broken by hand, the desk knows what was right last, whoever set it.
  const candidates = current ? before : [['the last good one', kept] as const, ...before];
  for (const [title, candidate] of candidates) {
    const ncco = goodNcco(candidate);
    if (ncco && !(current && isSame(ncco, current))) return switchTo(name, ncco, work, `back to ${title}`);
  }
  throw new Stop(1, `there is no version of ${name} to go back to.`);
}
