import type { Problem } from '../problem.ts';
import type { Session } from '../session.ts';
import { describeProblem } from '../words/describe-problem.ts';
import { useSpeech } from '../words/index.ts';
import { ConcurrentChangeNote } from './concurrent-change-note.tsx';
import { OptOutNote } from './opt-out.tsx';
import type { LiveThread } from './use-thread.ts';

interface ThreadNotesProps {
  live: LiveThread;
  session: Session;
  /** Closing was refused because something came in. */
  hasCloseConflict: boolean;
  reopenProblem: Problem | undefined;
  onOptOut: () => void;
  onOptOutDecided: () => void;
}

/** What the agent has to know above the thread: others' changes, a possible opt-out, and what went wrong. */
export function ThreadNotes({
  live: { thread, problem, isMissing, concurrentChange, dismissChange },
  session,
  hasCloseConflict,
  reopenProblem,
  onOptOut,
  onOptOutDecided,
}: ThreadNotesProps) {
  const speech = useSpeech();
  const { words } = speech;
  const ticket = thread?.ticket;
  return (
    <div className="notes" aria-live="polite">
      {concurrentChange && <ConcurrentChangeNote change={concurrentChange} onDismiss={dismissChange} />}
      {ticket?.maybeOptOut && (
        <OptOutNote ticket={ticket} session={session} onOptOut={onOptOut} onDecided={onOptOutDecided} />
      )}
      {hasCloseConflict && ticket?.status === 'open' && <p className="note warn">{words.close.notClosed}</p>}
      {reopenProblem && <p className="note problem">{describeProblem(reopenProblem, speech)}</p>}
      {problem && !isMissing && (
        <p className="note problem">
          {problem.kind === 'offline' ? words.problem.offline : describeProblem(problem, speech)}
        </p>
      )}
    </div>
  );
}
