/** Notes beside lines: each at its line where there is room, below the one before it where there is none. */
export function placeNotes(notes: readonly { line: number; rows: number }[]): number[] {
  let free = 1;
  return notes.map(({ line, rows }) => {
    const row = Math.max(line, free);
    free = row + rows;
    return row;
  });
}
