import type { Message, Ticket } from '../api.ts';
import type { Session } from '../session.ts';
import { CloseTicket } from './close-ticket.tsx';
import type { Drafts } from './drafts.ts';
import { OptOutDialog } from './opt-out.tsx';
import type { LiveThread } from './use-thread.ts';

export type ThreadDialog = 'close' | 'opt-out';

interface ThreadDialogsProps {
  open: ThreadDialog | undefined;
  ticket: Ticket;
  live: LiveThread;
  session: Session;
  drafts: Drafts;
  onDismiss: () => void;
  /** The ticket was not closed: something came in, or somebody else closed it. */
  onConflict: () => void;
  onOptOutDecided: () => void;
  /** The ticket is not what lists show any more. */
  onChanged: () => void;
}

/** The dialogs of a thread; one at a time. */
export function ThreadDialogs({
  open,
  ticket,
  live,
  session,
  drafts,
  onDismiss,
  onConflict,
  onOptOutDecided,
  onChanged,
}: ThreadDialogsProps) {
  const closingText = `${ticket.number}-close`;

  function closed(message: Message | undefined): void {
    onDismiss();
    drafts.write(closingText, '');
    if (message) live.addMessage(message);
    live.refresh();
    onChanged();
  }

  function notClosed(): void {
    onDismiss();
    onConflict();
    live.cancelOwnChange();
    live.refresh();
  }

  if (open === 'opt-out') {
    return (
      <OptOutDialog ticket={ticket} session={session} onDecided={onOptOutDecided} onCancel={onDismiss} />
    );
  }
  if (open === 'close') {
    return (
      <CloseTicket
        ticket={ticket}
        session={session}
        text={drafts.read(closingText)}
        onText={(text) => drafts.write(closingText, text)}
        onRequest={live.beginOwnChange}
        onClosed={closed}
        onConflict={notClosed}
        onCancel={onDismiss}
      />
    );
  }
  return null;
}
