import { useId, useRef, useState } from 'react';
import { levelsByLine, lineRanges, type LineRange } from './code-lines.ts';
import type { Finding } from './items.ts';
import { placeNotes, rowsOf } from './margin-layout.ts';

const LINE_HEIGHT = 20;
/** How many lines above a line that is jumped to stay visible. */
const CONTEXT_LINES = 3;

interface CodeAreaProps {
  label: string;
  text: string;
  findings: readonly Finding[];
  onChange: (text: string) => void;
}

/** A text field with line numbers, and the validator's findings beside their lines. */
export function CodeArea({ label, text, findings, onChange }: CodeAreaProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const findingsId = `${useId()}-findings`;
  const lines = lineRanges(text);
  const selectLine = (line: number): void => {
    const range = lines[line - 1];
    if (!area.current || !range) return;
    area.current.focus();
    area.current.setSelectionRange(range.start, range.end);
    area.current.scrollTop = Math.max(0, (line - 1 - CONTEXT_LINES) * LINE_HEIGHT);
  };
  return (
    <div className="code">
      <Gutter lines={lines} findings={findings} scrollTop={scrollTop} />
      <textarea
        ref={area}
        aria-label={label}
        aria-describedby={findingsId}
        spellCheck={false}
        wrap="off"
        rows={Math.min(26, Math.max(8, lines.length + 1))}
        value={text}
        onChange={({ target }) => onChange(target.value)}
        onScroll={({ currentTarget }) => setScrollTop(currentTarget.scrollTop)}
      />
      <Margin id={findingsId} findings={findings} scrollTop={scrollTop} onSelect={selectLine} />
    </div>
  );
}

interface GutterProps extends Pick<CodeAreaProps, 'findings'> {
  lines: readonly LineRange[];
  scrollTop: number;
}

function Gutter({ lines, findings, scrollTop }: GutterProps) {
  const levels = levelsByLine(findings);
  return (
    <div className="gutter" aria-hidden="true">
      <div style={{ transform: `translateY(${-scrollTop}px)` }}>
        {lines.map((_, index) => (
          <div key={index} className={levels.get(index + 1) ?? ''}>
            {index + 1}
          </div>
        ))}
      </div>
    </div>
  );
}

interface MarginProps extends Pick<CodeAreaProps, 'findings'> {
  id: string;
  scrollTop: number;
  onSelect: (line: number) => void;
}

function Margin({ id, findings, scrollTop, onSelect }: MarginProps) {
  const sorted = [...findings].sort((one, other) => one.line - other.line);
  const rows = placeNotes(sorted.map((finding) => ({ line: finding.line, rows: rowsOf(finding) })));
  return (
    <div className="margin">
      <ul
        className="findings"
        id={id}
        aria-label="What the validator says"
        style={{ transform: `translateY(${-scrollTop}px)` }}
      >
        {sorted.map(({ level, line, message, path }, index) => (
          <li key={index} className={level} style={{ top: ((rows[index] ?? line) - 1) * LINE_HEIGHT }}>
            <button type="button" title={message} onClick={() => onSelect(line)}>
              <b>
                Line {line}, {level}:
              </b>{' '}
              {path && <code>{path}</code>} {message}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
