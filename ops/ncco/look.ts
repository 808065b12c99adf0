import { formatProblem } from '../../desk/ncco/findings.ts';
import { own } from '../../desk/json-value.ts';
import { goodNcco, itemProblems, storedNcco } from '../../desk/ncco/items.ts';
import { asJson } from '../command/command.ts';
import { Stop } from '../command/stop.ts';
import { diff } from './diff.ts';
import { pretty, versionsOf, type Version } from './versions.ts';
import { itemNamed, namesIn, usesOf, versionNamed, type Work } from './work.ts';

/** All NCCOs, a line each. */
export function list({ items, say, json }: Work): number {
  const all = namesIn(items).map((name) => {
    const [newest] = versionsOf(own(items, name));
    const { version, by, at, note } = newest ?? {};
    const last = newest && { version, by, at, note };
    return { name, problems: itemProblems(name, items).length, answers: usesOf(name, items), last };
  });
  if (json) {
    say(asJson(all));
    return 0;
  }
  for (const { name, problems, answers } of all) {
    const [newest] = versionsOf(own(items, name));
    const state = problems === 0 ? 'right' : problems === 1 ? '1 problem' : `${problems} problems`;
    const uses = answers.map((direction) => `answers ${direction} calls`);
    say([name, state, ...uses, ...(newest ? [edited(newest)] : [])].join(' · '));
  }
  return 0;
}

const edited = ({ version, by, at, note }: Version): string =>
  [`version ${version} · by ${by}`, at, note].filter((fact) => fact !== undefined).join(' · ');

/** One NCCO as JSON, and apart from it what is wrong. */
export function show(name: string, { items, say, complain }: Work): number {
  const item = itemNamed(name, items);
  const ncco = storedNcco(item);
  const problems = itemProblems(name, items);
  for (const problem of problems) complain(formatProblem(problem));
  if (ncco !== undefined) say(pretty(ncco));
  return problems.length === 0 ? 0 : 1;
}

/** Who edited an item when, newest first. */
export function history(name: string, { items, say, json }: Work): number {
  const item = itemNamed(name, items);
  const stands = own(item, 'ncco') !== undefined;
  if (json) {
    const all = versionsOf(item).map((one, index) => {
      const { version, by, at, note } = one;
      return { version, by, at, note, right: goodNcco(one) !== undefined, stands: index === 0 && stands };
    });
    say(asJson(all));
    return 0;
  }
  for (const [index, version] of versionsOf(item).entries()) {
    const state = goodNcco(version) ? [] : ['broken'];
    say([edited(version), ...state, ...(index === 0 && stands ? ['this stands now'] : [])].join(' · '));
  }
  return 0;
}

/** What changed since a version, or since the one before. */
export function showDiff(name: string, word: string | undefined, { items, say }: Work): number {
  const item = itemNamed(name, items);
  const versions = versionsOf(item);
  const before = word === undefined ? versions[1] : versionNamed(word, versions);
  if (!before) throw new Stop(1, `there is no version of ${name} before this one.`);
  const [old, current] = [pretty(storedNcco(before)), pretty(storedNcco(item) ?? '')];
  if (old === current) say(`Version ${before.version} says the same as what stands now.`);
  else for (const line of diff(old, current)) say(line);
  return 0;
}
