import { useState, type SubmitEvent } from 'react';
import { LONGEST_TEXT } from '../../../../contract/tickets.ts';
import { closeTicket, type Message, type Ticket } from '../api.ts';
import { toProblem, type Problem } from '../problem.ts';
import { Dialog } from '../dialog.tsx';
import type { Session } from '../session.ts';
import { useSpeech } from '../words/index.ts';
import { describeProblem } from '../words/describe-problem.ts';
import { normalizeText } from './text-size.ts';
import { TextField } from './text-field.tsx';

interface CloseTicketProps {
  ticket: Ticket;
  session: Session;
  /** The draft of the last text. */
  text: string;
  onText: (text: string) => void;
  /** Called just before the request. */
  onRequest: () => void;
  onClosed: (message: Message | undefined) => void;
  /** The ticket was not closed: something came in, or somebody else closed it. */
  onConflict: () => void;
  onCancel: () => void;
}

/** Closes the ticket, with a last text if the agent writes one. */
export function CloseTicket({
  ticket,
  session,
  text,
  onText,
  onRequest,
  onClosed,
  onConflict,
  onCancel,
}: CloseTicketProps) {
  const speech = useSpeech();
  const { words } = speech;
  const [problem, setProblem] = useState<Problem>();
  const [closing, setClosing] = useState(false);
  // A message that arrives while the dialog is open must prevent closing, so this is read once.
  const [lastSeenAt] = useState(ticket.lastMessageAt);
  const written = normalizeText(text);

  async function close(): Promise<void> {
    if (closing || written.length > LONGEST_TEXT) return;
    setClosing(true);
    setProblem(undefined);
    onRequest();
    try {
      const { message } = await closeTicket(session, ticket.number, lastSeenAt, written || undefined);
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
            {closing ? words.close.submitting : written === '' ? words.close.submit : words.close.submitText}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
