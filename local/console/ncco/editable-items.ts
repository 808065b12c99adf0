import { isObject, own } from '../../../desk/json-value.ts';
import { formatProblem } from '../../../desk/ncco/findings.ts';
import { storedNcco } from '../../../desk/ncco/items.ts';
import { directionsOf } from '../../../ops/ncco/context.ts';
import type { Items } from '../../../ops/ncco/items.ts';
import { pretty, versionsOf } from '../../../ops/ncco/versions.ts';
import { checkText } from './findings.ts';
import { type ItemKind, kindOf } from './item-kind.ts';

/** An item of NccoConfig as the console's editor receives it. */
export interface EditableItem {
  name: string;
  kind: ItemKind;
  /** JSON: the action list of an NCCO, the editable attributes of any other item. Empty while the item does not exist. */
  text: string;
  usedBy: string[];
  problems: string[];
  changedAt?: string;
  changedBy?: string;
}

/** Attributes that the service and its commands write; people edit all others. */
const BOOKKEEPING = ['name', 'problems', 'versions'];

export const isEditable = (attribute: string): boolean => !BOOKKEEPING.includes(attribute);

/** The attributes of a stored item that people edit; none while the item does not exist. */
export const editableAttributes = (item: unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(isObject(item) ? item : {}).filter(([key]) => isEditable(key)));

/** An item's text as people edit it; empty while the item does not exist. */
export function textOf(name: string, items: Items): string {
  const item = own(items, name);
  if (item === undefined) return '';
  return pretty(kindOf(name) === 'ncco' ? (storedNcco(item) ?? null) : editableAttributes(item));
}

export function toEditableItem(name: string, kind: ItemKind, items: Items): EditableItem {
  const text = textOf(name, items);
  const { findings } = checkText({ name, kind, text }, items);
  const [newest] = kind === 'ncco' ? versionsOf(own(items, name)) : [];
  return {
    name,
    kind,
    text,
    usedBy: kind === 'ncco' ? directionsOf(name, items) : [],
    problems: findings
      .filter(({ level }) => level === 'error')
      .map(({ path, message: sentence }) => formatProblem({ path, sentence })),
    ...(newest?.at !== undefined && { changedAt: newest.at }),
    ...(newest && { changedBy: newest.by }),
  };
}

/** All items that people edit, by name. */
export function toEditableItems(items: Items): EditableItem[] {
  return Object.keys(items)
    .toSorted()
    .flatMap((name) => {
      const kind = kindOf(name);
      return kind === undefined ? [] : [toEditableItem(name, kind, items)];
    });
}
