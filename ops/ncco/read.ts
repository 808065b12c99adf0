import { formatProblem } from '../../desk/ncco/findings.ts';
import { own } from '../../desk/json-value.ts';
import { goodNcco, itemProblems, storedNcco } from '../../desk/ncco/items.ts';
import { asJson } from '../command/command.ts';
import { CommandError } from '../command/command-error.ts';
import { diff } from './diff.ts';
import { pretty, versionsOf, type Version } from './versions.ts';
import { requireItem, nccoNames, directionsOf, requireVersion, type NccoContext } from './context.ts';

/** Prints all NCCOs, one line each. */
export function list({ items, print, json }: NccoContext): number {
  const all = nccoNames(items).map((name) => {
    const [newest] = versionsOf(own(items, name));
    const { version, by, at, note } = newest ?? {};
    const last = newest && { version, by, at, note };
    return { name, problems: itemProblems(name, items).length, answers: directionsOf(name, items), last };
  });
  if (json) {
    print(asJson(all));
    return 0;
  }
  for (const { name, problems, answers } of all) {
    const [newest] = versionsOf(own(items, name));
    const state = problems === 0 ? 'right' : problems === 1 ? '1 problem' : `${problems} problems`;
    const uses = answers.map((direction) => `answers ${direction} calls`);
    print([name, state, ...uses, ...(newest ? [formatVersion(newest)] : [])].join(' · '));
  }
  return 0;
}

const formatVersion = ({ version, by, at, note }: Version): string =>
  [`version ${version} · by ${by}`, at, note].filter((fact) => fact !== undefined).join(' · ');

/** Prints one NCCO as JSON, and its problems on standard error. */
export function show(name: string, { items, print, printError }: NccoContext): number {
  const item = requireItem(name, items);
  const ncco = storedNcco(item);
  const problems = itemProblems(name, items);
  for (const problem of problems) printError(formatProblem(problem));
  if (ncco !== undefined) print(pretty(ncco));
  return problems.length === 0 ? 0 : 1;
}

/** Prints an item's versions, newest first. */
export function history(name: string, { items, print, json }: NccoContext): number {
  const item = requireItem(name, items);
  const stands = own(item, 'ncco') !== undefined;
  if (json) {
    const all = versionsOf(item).map((one, index) => {
      const { version, by, at, note } = one;
      return { version, by, at, note, right: goodNcco(one) !== undefined, stands: index === 0 && stands };
    });
    print(asJson(all));
    return 0;
  }
  for (const [index, version] of versionsOf(item).entries()) {
    const state = goodNcco(version) ? [] : ['broken'];
    print(
      [formatVersion(version), ...state, ...(index === 0 && stands ? ['this stands now'] : [])].join(' · '),
    );
  }
  return 0;
}

/** Prints the difference from a version, by default the one before. */
export function showDiff(name: string, word: string | undefined, { items, print }: NccoContext): number {
  const item = requireItem(name, items);
  const versions = versionsOf(item);
  const before = word === undefined ? versions[1] : requireVersion(word, versions);
  if (!before) throw new CommandError(1, `there is no version of ${name} before this one.`);
  const [old, current] = [pretty(storedNcco(before)), pretty(storedNcco(item) ?? '')];
  if (old === current) print(`Version ${before.version} says the same as what stands now.`);
  else for (const line of diff(old, current)) print(line);
  return 0;
}
