import { own } from '../../desk/json-value.ts';
import { isNccoName } from '../../desk/ncco/item-names.ts';
import { noJson, readJson } from '../../desk/ncco/json-text.ts';
import type { Output } from '../command/command.ts';
import { Stop } from '../command/stop.ts';
import type { OwnersTables } from '../stack/tables.ts';
import type { Items } from './items.ts';
import type { Version } from './versions.ts';

/** Where the command is typed. */
export interface Terminal extends Output {
  /** A file's text; of `-` what is piped in. */
  read: (file: string) => Promise<string>;
  user: () => string;
  /** Milliseconds since 1970. */
  now: () => number;
  dynamodbPort: string;
}

/** What a command works with. */
export interface Work extends Terminal {
  desk: OwnersTables;
  items: Items;
  by: string;
  /** Whether what is told is for programs. */
  json?: boolean | undefined;
}

/** Two edited at once. */
export const faster = () =>
  new Stop(3, 'somebody was faster, so nothing was changed: look at it again, then repeat.');

/** The items that hold NCCOs of ops. */
export const namesIn = (items: Items): string[] => Object.keys(items).filter(isNccoName).toSorted();

/** @throws Stop where there is no such item */
export function itemNamed(name: string, items: Items): unknown {
  const item = isNccoName(name) ? own(items, name) : undefined;
  if (item !== undefined) return item;
  throw new Stop(1, `there is no NCCO "${name}"; there are: ${namesIn(items).join(', ')}.`);
}

/** What an item answers: `incoming`, `outgoing`, both or nothing. */
export const usesOf = (name: string, items: Items): string[] =>
  ['incoming', 'outgoing'].filter((direction) => {
    const chosen = own(own(items, 'answer'), direction);
    return typeof chosen === 'string' && chosen.trim() === name;
  });

/** @throws Stop where there is no such version */
export function versionNamed(word: string, versions: Version[]): Version {
  const found = versions.find(({ version }) => String(version) === word);
  if (found) return found;
  const numbers = versions.map(({ version }) => version).join(', ');
  throw new Stop(1, `there is no version "${word}"; there are: ${numbers}.`);
}

/** @throws Stop where the text is no JSON, with the place */
export function parsed(text: string): unknown {
  const read = readJson(text);
  if ('value' in read) return read.value;
  // `npm run` says first what it runs, on the same output.
  if (/^\s*> /.test(text))
    throw new Stop(1, 'this is no JSON: npm wrote into it. Show it with "npm run -s ncco -- show <name>".');
  throw new Stop(1, `this ${noJson(read.broken)}.`);
}
