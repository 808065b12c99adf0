/**
 * An agent's name as it is compared, and as new ones are stored: in NFC, without white space around it. Upper and lower
 * case count, as they do at Vonage, where it is the user's name.
 */
export const agentName = (written: string): string => written.normalize('NFC').trim();

export const isSameAgent = (one: string, other: string): boolean => agentName(one) === agentName(other);

/** How `written` may be stored, the normal spelling first: an item that was made by hand may have another one. */
export const spellingsOf = (written: string): string[] => {
  const name = agentName(written);
  return [...new Set([name, written, name.normalize('NFD')])].filter((spelling) => spelling !== '');
};
