/** What a key asks for. */
export type Shortcut = 'back' | 'reply' | 'list' | 'write' | 'help';

const SINGLE: Record<string, Shortcut> = { r: 'reply', g: 'list', n: 'write', '?': 'help' };

interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  isComposing: boolean;
}

/**
 * What a pressed key asks for, if anything.
 *
 * @param typing     whether it went into a field
 * @param singleKeys whether the agent wants shortcuts of one key (WCAG 2.1.4)
 */
export function shortcutOf(pressed: Pressed, typing: boolean, singleKeys: boolean): Shortcut | undefined {
  const { key, ctrlKey, metaKey, altKey, isComposing } = pressed;
  if (isComposing || ctrlKey || metaKey || altKey) return undefined;
  if (key === 'Escape') return 'back';
  return typing || !singleKeys ? undefined : SINGLE[key];
}
