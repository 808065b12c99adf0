import { own } from '../../desk/json-value.ts';
import { isNccoName } from '../../desk/ncco/item-names.ts';
import { noJson, readJson } from '../../desk/ncco/json-text.ts';
import type { Output } from '../command/command.ts';
import { CommandError } from '../command/command-error.ts';
import type { OwnerTables } from '../stack/tables.ts';
import type { Items } from './items.ts';
import type { Version } from './versions.ts';

/** The process that runs the command. */
export interface Terminal extends Output {
  /** A file's text; `-` is standard input. */
  read: (file: string) => Promise<string>;
  user: () => string;
  /** Milliseconds since 1970. */
  now: () => number;
  dynamodbPort: string;
}

/** What each subcommand gets. */
export interface NccoContext extends Terminal {
  desk: OwnerTables;
  items: Items;
  by: string;
  /** Print JSON instead of text. */
  json?: boolean | undefined;
}

/** The error for a concurrent edit. */
export const conflict = () =>
  new CommandError(3, 'somebody was faster, so nothing was changed: look at it again, then repeat.');

/** Names of the items that hold NCCOs. */
export const nccoNames = (items: Items): string[] => Object.keys(items).filter(isNccoName).toSorted();

/** @throws CommandError when there is no such item */
export function requireItem(name: string, items: Items): unknown {
  const item = isNccoName(name) ? own(items, name) : undefined;
  if (item !== undefined) return item;
  throw new CommandError(1, `there is no NCCO "${name}"; there are: ${nccoNames(items).join(', ')}.`);
}

/** The directions of calls that an item answers. */
export const directionsOf = (name: string, items: Items): string[] =>
  ['incoming', 'outgoing'].filter((direction) => {
    const chosen = own(own(items, 'answer'), direction);
    return typeof chosen === 'string' && chosen.trim() === name;
  });

/** @throws CommandError when there is no such version */
export function requireVersion(word: string, versions: Version[]): Version {
  const found = versions.find(({ version }) => String(version) === word);
  if (found) return found;
  const numbers = versions.map(({ version }) => version).join(', ');
  throw new CommandError(1, `there is no version "${word}"; there are: ${numbers}.`);
}

/** @throws CommandError for text that is no JSON, with line and column */
export function parseJson(text: string): unknown {
  const read = readJson(text);
  if ('value' in read) return read.value;
  // `npm run` prints the command first, to the same output.
  if (/^\s*> /.test(text))
    throw new CommandError(
      1,
      'this is no JSON: npm wrote into it. Show it with "npm run -s ncco -- show <name>".',
    );
  throw new CommandError(1, `this ${noJson(read.broken)}.`);
}
