import { useState, type SubmitEvent } from 'react';
import { judgeOptOut, type Ticket } from '../api.ts';
import { Dialog } from '../dialog.tsx';
import { toProblem, type Problem } from '../problem.ts';
import type { Session } from '../session.ts';
import { useSpeech } from '../words/index.ts';
import { describeProblem } from '../words/describe-problem.ts';

interface OptOutProps {
  ticket: Ticket;
  session: Session;
  /** The customer is opted out, or the mark is gone. */
  onJudged: () => void;
}

/** Says that a text sounds like an opt-out, and asks the agent what was meant. */
export function OptOutNote({ ticket, session, onOptOut, onJudged }: OptOutProps & { onOptOut: () => void }) {
  const speech = useSpeech();
  const { words } = speech;
  const [problem, setProblem] = useState<Problem>();
  const [asking, setAsking] = useState(false);

  async function notMeant(): Promise<void> {
    if (asking) return;
    setAsking(true);
    setProblem(undefined);
    try {
      await judgeOptOut(session, ticket.number, false, crypto.randomUUID());
      onJudged();
    } catch (error) {
      setProblem(toProblem(error));
    } finally {
      setAsking(false);
    }
  }

  return (
    <div className="note warn opt-out">
      <span>
        {words.optOut.heard}
        {problem && <span className="problem"> {describeProblem(problem, speech)}</span>}
      </span>
      <span className="actions">
        <button type="button" className="button small" onClick={onOptOut}>
          {words.optOut.action}
        </button>
        <button type="button" className="button small" disabled={asking} onClick={() => void notMeant()}>
          {words.optOut.notMeant}
        </button>
      </span>
    </div>
  );
}

/** Asks once more, for only the customer can take it back. */
export function OptOutDialog({
  ticket,
  session,
  onJudged,
  onCancel,
}: OptOutProps & { onCancel: () => void }) {
  const speech = useSpeech();
  const { words } = speech;
  const [problem, setProblem] = useState<Problem>();
  const [asking, setAsking] = useState(false);
  // Tried again, it is the same wish: a START that came in between counts.
  const [key] = useState(() => crypto.randomUUID());

  async function optOut(): Promise<void> {
    if (asking) return;
    setAsking(true);
    setProblem(undefined);
    try {
      await judgeOptOut(session, ticket.number, true, key);
      onJudged();
    } catch (error) {
      setProblem(toProblem(error));
    } finally {
      setAsking(false);
    }
  }

  return (
    <Dialog title={words.optOut.title} onClose={onCancel}>
      <form
        onSubmit={(event: SubmitEvent) => {
          event.preventDefault();
          void optOut();
        }}
      >
        <p className="hint">{words.optOut.explain}</p>
        {problem && (
          <p role="alert" className="problem">
            {describeProblem(problem, speech)}
          </p>
        )}
        <div className="dialog-buttons">
          <button type="button" className="button" onClick={onCancel}>
            {words.cancel}
          </button>
          <button type="submit" className="button primary" disabled={asking}>
            {asking ? words.optOut.under : words.optOut.submit}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
