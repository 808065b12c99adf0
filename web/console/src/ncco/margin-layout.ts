import type { Finding } from './items.ts';

/** About how many characters fit into a row of the margin. */
const ROW_CHARACTERS = 32;
const MAX_ROWS = 5;
/** What is written before a finding's path and message. */
const PREFIX_CHARACTERS = 18;

/** How many rows a finding needs in the margin. */
export const rowsOf = ({ message, path }: Pick<Finding, 'message' | 'path'>): number =>
  Math.min(MAX_ROWS, Math.ceil((message.length + path.length + PREFIX_CHARACTERS) / ROW_CHARACTERS));

/** The row of each note in a margin: that of its line where there is room, else the next free one. */
export function placeNotes(notes: readonly { line: number; rows: number }[]): number[] {
  let free = 1;
  return notes.map(({ line, rows }) => {
    const row = Math.max(line, free);
    free = row + rows;
    return row;
  });
}
