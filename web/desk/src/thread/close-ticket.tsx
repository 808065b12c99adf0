import { useState, type SubmitEvent } from 'react';
import { closeTicket, type Message, type Ticket } from '../api.ts';
import { toProblem, type Problem } from '../problem.ts';
import { Dialog } from '../dialog.tsx';
import type { Session } from '../session.ts';
import { useSpeech } from '../words/index.ts';
import { describeProblem } from '../words/describe-problem.ts';
import { MAX_TEXT_LENGTH, normalizeText } from './text-size.ts';
import { TextField } from './text-field.tsx';

interface CloseTicketProps {
  ticket: Ticket;
  session: Session;
  /** The last text, as far as it is written. */
  text: string;
  onText: (text: string) => void;
  /** Told just before the desk is asked. */
  onAsk: () => void;
  onClosed: (message: Message | undefined) => void;
  /** Something came in, or somebody else closed it. */
  onConflict: () => void;
  onCancel: () => void;
}

/** Asks for a last text and closes the ticket as the agent sees it. */
export function CloseTicket({
  ticket,
  session,
  text,
  onText,
  onAsk,
  onClosed,
  onConflict,
  onCancel,
}: CloseTicketProps) {
  const speech = useSpeech();
  const { words } = speech;
  const [problem, setProblem] = useState<Problem>();
  const [closing, setClosing] = useState(false);
  // What the agent saw when the dialog opened: what comes while it stands open must not be closed over.
  const [seen] = useState(ticket.lastMessageAt);
  const written = normalizeText(text);

  async function close(): Promise<void> {
    if (closing || written.length > MAX_TEXT_LENGTH) return;
    setClosing(true);
    setProblem(undefined);
    onAsk();
    try {
      const { message } = await closeTicket(session, ticket.number, seen, written || undefined);
      onClosed(message);
    } catch (error) {
      const failed = toProblem(error);
      if (failed.status === 409) onConflict();
      else setProblem(failed);
    } finally {
      setClosing(false);
    }
  }

  return (
    <Dialog title={words.close.title(ticket.number)} onClose={onCancel}>
      <form
        onSubmit={(event: SubmitEvent) => {
          event.preventDefault();
          void close();
        }}
      >
        <p className="hint">{words.close.explain}</p>
        {ticket.consent === 'stopped' ? null : (
          <TextField
            label={words.close.text}
            value={text}
            onChange={onText}
            onSend={() => void close()}
            language={ticket.language}
            rows={3}
          />
        )}
        {problem && (
          <p role="alert" className="problem">
            {describeProblem(problem, speech)}
          </p>
        )}
        <div className="dialog-buttons">
          <button type="button" className="button" onClick={onCancel}>
            {words.cancel}
          </button>
          <button type="submit" className="button primary" disabled={closing}>
            {closing ? words.close.under : written === '' ? words.close.submit : words.close.submitText}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
