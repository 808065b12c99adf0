import type { ReactNode } from 'react';
import type { Route, View } from './route.ts';
import type { Session } from './session.ts';
import type { Drafts } from './thread/drafts.ts';
import { Thread } from './thread/thread.tsx';
import { WriteFirst } from './tickets/write-first.tsx';
import { useSpeech } from './words/index.ts';

/** What pages need of the workplace around them. */
export interface PageContext {
  session: Session;
  drafts: Drafts;
  toList: () => void;
  /** Calls a number, E.164 digits. */
  dial: (number: string) => void;
  /** @param at up to when the ticket is read, ms since the epoch */
  markRead: (number: number, at: number) => void;
  refreshLists: () => void;
}

/** What stands beside the list on each page. */
const PAGES: { readonly [V in View]: (route: Route<V>, context: PageContext) => ReactNode } = {
  list: () => <NoTicketOpen />,
  new: (_route, { session, drafts, toList, markRead, refreshLists }) => (
    <WriteFirst
      session={session}
      drafts={drafts}
      onBack={toList}
      onSent={(number, at) => {
        markRead(number, at);
        refreshLists();
      }}
    />
  ),
  ticket: ({ number }, { session, drafts, toList, dial, markRead, refreshLists }) => (
    <Thread
      key={number}
      number={number}
      session={session}
      drafts={drafts}
      onBack={toList}
      onCall={dial}
      onRead={markRead}
      onChanged={refreshLists}
    />
  ),
};

export function renderPage<V extends View>(route: Route<V>, context: PageContext): ReactNode {
  return PAGES[route.view](route, context);
}

function NoTicketOpen() {
  const { words } = useSpeech();
  return (
    <div className="empty">
      <h2>{words.list.pick}</h2>
      <p className="hint">{words.list.pickHint}</p>
    </div>
  );
}
