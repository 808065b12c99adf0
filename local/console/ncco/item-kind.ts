import { LANGUAGES } from '../../../contract/languages.ts';
import { isNccoName } from '../../../desk/ncco/item-names.ts';

/** What an item of NccoConfig holds; the kind decides which rules its text must meet. */
export type ItemKind = 'ncco' | 'menu' | 'answer' | 'settings' | 'texts';

const MAX_NAME_LENGTH = 200;

/** The kind of the item with this name; undefined for an item that people do not edit. */
export function kindOf(name: string): ItemKind | undefined {
  if (name === 'menu' || name === 'answer' || name === 'settings') return name;
  if (LANGUAGES.some((language) => name === `texts/${language}`)) return 'texts';
  return isNccoName(name) && name !== '' && name === name.trim() && name.length <= MAX_NAME_LENGTH
    ? 'ncco'
    : undefined;
}
