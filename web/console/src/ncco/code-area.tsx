import { useId, useRef, useState } from 'react';
import { placeNotes } from './margin-layout.ts';
import type { Finding } from './items.ts';

const LINE = 20;
/** About as many characters as a row of the margin holds. */
const MARGIN_CHARACTERS = 32;
const MOST_ROWS = 5;

const rowsOf = (message: string, path: string): number =>
  Math.min(MOST_ROWS, Math.ceil((message.length + path.length + 18) / MARGIN_CHARACTERS));

/** A text with line numbers, and what is said of a line beside it. */
export function CodeArea({
  label,
  text,
  findings,
  onChange,
}: {
  label: string;
  text: string;
  findings: readonly Finding[];
  onChange: (text: string) => void;
}) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [top, setTop] = useState(0);
  const id = useId();
  const lines = text.split('\n');
  const starts = lines.map(() => 0);
  for (let line = 1; line < lines.length; line += 1)
    starts[line] = (starts[line - 1] ?? 0) + (lines[line - 1]?.length ?? 0) + 1;
  const worst = new Map<number, Finding['level']>();
  for (const { line, level } of findings) if (worst.get(line) !== 'error') worst.set(line, level);
  const sorted = [...findings].sort((one, other) => one.line - other.line);
  const rows = placeNotes(sorted.map(({ line, message, path }) => ({ line, rows: rowsOf(message, path) })));
  const goTo = (line: number): void => {
    const start = starts[line - 1];
    if (!area.current || start === undefined) return;
    area.current.focus();
    area.current.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
    area.current.scrollTop = Math.max(0, (line - 4) * LINE);
  };
  return (
    <div className="code">
      <div className="gutter" aria-hidden="true">
        <div style={{ transform: `translateY(${-top}px)` }}>
          {lines.map((_, index) => (
            <div key={index} className={worst.get(index + 1) ?? ''}>
              {index + 1}
            </div>
          ))}
        </div>
      </div>
      <textarea
        ref={area}
        aria-label={label}
        aria-describedby={`${id}-findings`}
        spellCheck={false}
        wrap="off"
        rows={Math.min(26, Math.max(8, lines.length + 1))}
        value={text}
        onChange={({ target }) => onChange(target.value)}
        onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}
      />
      <div className="margin">
        <ul
          className="findings"
          id={`${id}-findings`}
          aria-label="What the validator says"
          style={{ transform: `translateY(${-top}px)` }}
        >
          {sorted.map(({ level, line, message, path }, index) => (
            <li key={index} className={level} style={{ top: ((rows[index] ?? line) - 1) * LINE }}>
              <button type="button" title={message} onClick={() => goTo(line)}>
                <b>
                  Line {line}, {level}:
                </b>{' '}
                {path && <code>{path}</code>} {message}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
