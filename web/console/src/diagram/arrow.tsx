import { formatDuration, formatTime } from '../timeline/time.ts';
import { type Step, truncate } from './layout.ts';

export const TONES = ['plain', 'good', 'warn', 'bad'] as const;

const headId = (tone: string): string => `head-${tone}`;

/** The heads of arrows, one for each tone. */
export function ArrowHeads() {
  return (
    <defs>
      {TONES.map((tone) => (
        <marker
          key={tone}
          id={headId(tone)}
          className={`tone-${tone}`}
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="8"
          markerHeight="8"
          orient="auto"
        >
          <path d="M0 0 8 4 0 8z" />
        </marker>
      ))}
    </defs>
  );
}

interface ArrowProps {
  step: Step;
  width: number;
  isSelected: boolean;
  onOpen: () => void;
}

/** One step of an exchange: an arrow between two lanes, or a loop at one. */
export function Arrow({
  step: { entry, y, x1, x2, isSelf, since, label },
  width,
  isSelected,
  onOpen,
}: ArrowProps) {
  const { title, tone, at } = entry;
  const markerEnd = `url(#${headId(tone)})`;
  return (
    <g className={isSelected ? `step tone-${tone} chosen` : `step tone-${tone}`} onClick={onOpen}>
      <title>{`${title} (${formatTime(at)})`}</title>
      <rect className="band" x={0} y={y - 30} width={width} height={42} />
      <text className="since" x={4} y={y + 4}>
        +{formatDuration(since)}
      </text>
      {isSelf ? (
        <path d={`M${x1} ${y - 9}h${x2 - x1}v12H${x1 + 3}`} markerEnd={markerEnd} />
      ) : (
        <line
          x1={x1}
          x2={x2 + (x2 > x1 ? -2 : 2)}
          y1={y}
          y2={y}
          markerEnd={markerEnd}
          {...(entry.kind === 'response' && { strokeDasharray: '5 4' })}
        />
      )}
      <text x={label.x} y={isSelf ? y + 1 : y - 8} textAnchor={label.anchor}>
        {truncate(title, label.width)}
      </text>
    </g>
  );
}
