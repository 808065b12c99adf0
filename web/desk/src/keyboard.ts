/** Shortcuts of a single key, which an agent can switch off (WCAG 2.1.4), in the order of the help. */
export const SINGLE_KEYS = [
  { shortcut: 'reply', key: 'r' },
  { shortcut: 'list', key: 'g' },
  { shortcut: 'write', key: 'n' },
  { shortcut: 'help', key: '?' },
] as const;

/** What a key triggers. */
export type Shortcut = 'back' | (typeof SINGLE_KEYS)[number]['shortcut'];

interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  isComposing: boolean;
}

/**
 * The shortcut that a pressed key triggers, if any.
 *
 * @param typing     whether it was pressed in a field
 * @param singleKeys whether shortcuts of a single key are on
 */
export function shortcutOf(pressed: Pressed, typing: boolean, singleKeys: boolean): Shortcut | undefined {
  const { ctrlKey, metaKey, altKey, isComposing } = pressed;
  if (isComposing || ctrlKey || metaKey || altKey) return undefined;
  if (pressed.key === 'Escape') return 'back';
  if (typing || !singleKeys) return undefined;
  return SINGLE_KEYS.find(({ key }) => key === pressed.key)?.shortcut;
}
