import { useState } from 'react';
import { reopenTicket } from '../api.ts';
import { toProblem, type Problem } from '../problem.ts';
import type { Session } from '../session.ts';
import type { Drafts } from './drafts.ts';
import { ReplyArea } from './reply-area.tsx';
import { ThreadBody } from './thread-body.tsx';
import { ThreadDialogs, type ThreadDialog } from './thread-dialogs.tsx';
import { ThreadHeader } from './thread-header.tsx';
import { ThreadNotes } from './thread-notes.tsx';
import { useMarkRead } from './use-mark-read.ts';
import { useReplies } from './use-replies.ts';
import { useThread, type LiveThread } from './use-thread.ts';
import './thread.css';

interface ThreadProps {
  number: number;
  session: Session;
  drafts: Drafts;
  onBack: () => void;
  onCall: (number: string) => void;
  /** The agent has read the ticket up to `at`, ms since the epoch. */
  onRead: (number: number, at: number) => void;
  /** The ticket is not what lists show any more. */
  onChanged: () => void;
}

/** One customer's ticket: its conversation, and what an agent can do with it. */
export function Thread({ number, session, drafts, onBack, onCall, onRead, onChanged }: ThreadProps) {
  const live = useThread(session, number, drafts);
  const { refresh, addMessage } = live;
  const ticket = live.thread?.ticket;
  const replies = useReplies({ number, session, drafts, addMessage, refresh, onSent: onChanged });
  const { reopen, problem: reopenProblem } = useReopen({ number, session, live, onChanged });
  const [dialog, setDialog] = useState<ThreadDialog>();
  const [hasCloseConflict, setCloseConflict] = useState(false);
  useMarkRead(ticket, onRead);

  function openCloseDialog(): void {
    setCloseConflict(false);
    setDialog('close');
  }

  function optOutDecided(): void {
    setDialog((open) => (open === 'opt-out' ? undefined : open));
    refresh();
    onChanged();
  }

  return (
    <article className="thread" aria-labelledby="thread-title">
      <ThreadHeader
        number={number}
        ticket={ticket}
        onBack={onBack}
        onCall={onCall}
        onOptOut={() => setDialog('opt-out')}
        onClose={openCloseDialog}
        onReopen={() => void reopen()}
      />
      <ThreadNotes
        live={live}
        session={session}
        hasCloseConflict={hasCloseConflict}
        reopenProblem={reopenProblem}
        onOptOut={() => setDialog('opt-out')}
        onOptOutDecided={optOutDecided}
      />
      <ThreadBody live={live} session={session} replies={replies} />
      {ticket && <ReplyArea ticket={ticket} replies={replies} />}
      {ticket && (
        <ThreadDialogs
          open={dialog}
          ticket={ticket}
          live={live}
          session={session}
          drafts={drafts}
          onDismiss={() => setDialog(undefined)}
          onConflict={() => setCloseConflict(true)}
          onOptOutDecided={optOutDecided}
          onChanged={onChanged}
        />
      )}
    </article>
  );
}

function useReopen({
  number,
  session,
  live,
  onChanged,
}: Pick<ThreadProps, 'number' | 'session' | 'onChanged'> & { live: LiveThread }) {
  const [problem, setProblem] = useState<Problem>();

  async function reopen(): Promise<void> {
    setProblem(undefined);
    live.beginOwnChange();
    try {
      await reopenTicket(session, number);
      onChanged();
    } catch (error) {
      setProblem(toProblem(error));
    }
    live.refresh();
  }

  return { problem, reopen };
}
