import { useState, type SubmitEvent } from 'react';
import { decideOptOut, type Ticket } from '../api.ts';
import { Dialog } from '../dialog.tsx';
import { toProblem, type Problem } from '../problem.ts';
import type { Session } from '../session.ts';
import { describeProblem } from '../words/describe-problem.ts';
import { useSpeech } from '../words/index.ts';

interface OptOutProps {
  ticket: Ticket;
  session: Session;
  /** The customer is opted out, or the ticket is not marked any more. */
  onDecided: () => void;
}

/** Sends the agent's decision, one request at a time. */
function useDecision({ ticket, session, onDecided }: OptOutProps) {
  const [problem, setProblem] = useState<Problem>();
  const [isSending, setSending] = useState(false);

  async function decide(optOut: boolean, key: string): Promise<void> {
    if (isSending) return;
    setSending(true);
    setProblem(undefined);
    try {
      await decideOptOut(session, ticket.number, optOut, key);
      onDecided();
    } catch (error) {
      setProblem(toProblem(error));
    } finally {
      setSending(false);
    }
  }

  return { decide, problem, isSending };
}

/** A text reads like an opt-out: asks the agent what was meant. */
export function OptOutNote({ onOptOut, ...props }: OptOutProps & { onOptOut: () => void }) {
  const speech = useSpeech();
  const { words } = speech;
  const { decide, problem, isSending } = useDecision(props);
  return (
    <div className="note warn opt-out">
      <span>
        {words.optOut.suspected}
        {problem && <span className="problem"> {describeProblem(problem, speech)}</span>}
      </span>
      <span className="actions">
        <button type="button" className="button small" onClick={onOptOut}>
          {words.optOut.action}
        </button>
        <button
          type="button"
          className="button small"
          disabled={isSending}
          onClick={() => void decide(false, crypto.randomUUID())}
        >
          {words.optOut.notMeant}
        </button>
      </span>
    </div>
  );
}

/** Asks for confirmation, because only the customer can revoke an opt-out. */
export function OptOutDialog({ onCancel, ...props }: OptOutProps & { onCancel: () => void }) {
  const speech = useSpeech();
  const { words } = speech;
  const { decide, problem, isSending } = useDecision(props);
  // One key for all attempts: a START that arrives between two of them is not overridden.
  const [key] = useState(() => crypto.randomUUID());
  return (
    <Dialog title={words.optOut.title} onClose={onCancel}>
      <form
        onSubmit={(event: SubmitEvent) => {
          event.preventDefault();
          void decide(true, key);
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
          <button type="submit" className="button primary" disabled={isSending}>
            {isSending ? words.optOut.submitting : words.optOut.submit}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
