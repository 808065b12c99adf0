import { useSpeech } from '../words/index.ts';
import { describeProblem } from '../words/describe-problem.ts';
import type { OutgoingText } from './drafts.ts';

interface PendingLineProps {
  outgoing: OutgoingText;
  onAgain: () => void;
  onEdit: () => void;
}

/** A text on its way, or why it did not go. */
export function PendingLine({ outgoing: { text, problem }, onAgain, onEdit }: PendingLineProps) {
  const speech = useSpeech();
  const { words } = speech;
  return (
    <li className="line outbound pending">
      <p className="who">{words.thread.you}</p>
      <p className="bubble" dir="auto">
        {text}
      </p>
      {problem === undefined ? (
        <p className="about">{words.compose.sending}</p>
      ) : (
        <>
          <p className="about problem" role="alert">
            {problem.kind === 'offline'
              ? words.compose.unsure
              : `${words.compose.notSent} ${describeProblem(problem, speech)}`}
          </p>
          <p className="about">
            <button type="button" className="button small" onClick={onAgain}>
              {words.tryAgain}
            </button>
            <button type="button" className="button small" onClick={onEdit}>
              {words.compose.edit}
            </button>
          </p>
        </>
      )}
    </li>
  );
}
