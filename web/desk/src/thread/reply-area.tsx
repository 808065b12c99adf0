import type { Ticket } from '../api.ts';
import { useSpeech } from '../words/index.ts';
import { Composer } from './composer.tsx';
import { replyBlock } from './ticket-actions.ts';
import type { Replies } from './use-replies.ts';

/** Where an agent replies, or why no reply can be sent. */
export function ReplyArea({ ticket, replies }: { ticket: Ticket; replies: Replies }) {
  const { words } = useSpeech();
  const block = replyBlock(ticket);
  return (
    <>
      {block && (
        <p className="barred" role="status">
          {words.thread[block]}
        </p>
      )}
      {/* A draft stays visible even while it cannot be sent. */}
      {(block === undefined || replies.draft !== '') && (
        <Composer
          text={replies.draft}
          isBlocked={block !== undefined}
          onChange={replies.write}
          onSend={replies.send}
          language={ticket.language}
        />
      )}
    </>
  );
}
