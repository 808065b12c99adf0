import { agentName as normalizedName } from '../../desk/agents/name.ts';

const MAX_NAME_LENGTH = 100;

/**
 * The name as it is stored on the roster; undefined when it cannot be a user's name at Vonage. A name starts with a
 * letter or a digit and holds letters, digits, inner blanks and `. _ ' @ + -`, so e-mail addresses may be names.
 */
export function rosterName(written: string): string | undefined {
  const name = normalizedName(written);
  const isName = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} ._'@+-]*[\p{L}\p{M}\p{N}._'@+-])?$/u.test(name);
  return isName && name.length <= MAX_NAME_LENGTH ? name : undefined;
}
