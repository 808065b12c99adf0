import type { Session } from '../session.ts';
import { useSpeech } from '../words/index.ts';
import { Conversation } from './conversation.tsx';
import { PendingLine } from './pending-line.tsx';
import type { Replies } from './use-replies.ts';
import type { LiveThread } from './use-thread.ts';

interface ThreadBodyProps {
  live: LiveThread;
  session: Session;
  replies: Replies;
}

/** The conversation; its outline while it loads, or that there is no such ticket. */
export function ThreadBody({ live, session, replies }: ThreadBodyProps) {
  const { words } = useSpeech();
  const { thread } = live;
  if (live.isMissing) {
    return (
      <div className="empty">
        <h3>{words.thread.unknown}</h3>
        <p className="hint">{words.thread.unknownHint}</p>
      </div>
    );
  }
  if (!thread) {
    return (
      <div className="skeleton" role="status" aria-label={words.loading}>
        <span />
        <span />
        <span />
      </div>
    );
  }
  return (
    <Conversation
      thread={thread}
      session={session}
      outgoing={replies.outgoing}
      fresh={live.fresh}
      onEarlier={live.loadEarlier}
      loadingEarlier={live.loadingEarlier}
      renderOutgoing={(outgoing) => (
        <PendingLine
          key={outgoing.key}
          outgoing={outgoing}
          onRetry={() => replies.retry(outgoing)}
          onEdit={() => replies.edit(outgoing)}
        />
      )}
    />
  );
}
