import { useSpeech } from '../words/index.ts';
import { describeProblem } from '../words/describe-problem.ts';
import type { OutgoingText } from './drafts.ts';

interface PendingLineProps {
  outgoing: OutgoingText;
  onRetry: () => void;
  onEdit: () => void;
}

/** A text that is being sent, or why it was not sent. */
export function PendingLine({ outgoing: { text, problem }, onRetry, onEdit }: PendingLineProps) {
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
            <button type="button" className="button small" onClick={onRetry}>
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
