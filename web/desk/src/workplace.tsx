import { useRef, useState, type RefObject } from 'react';
import type { DeskSettings, Ticket } from './api.ts';
import { Header } from './header/header.tsx';
import { ShortcutsDialog } from './header/shortcuts-dialog.tsx';
import { renderPage } from './pages.tsx';
import { PhonePanel } from './phone/phone-panel.tsx';
import type { Session } from './session.ts';
import type { Drafts } from './thread/drafts.ts';
import { TicketList } from './tickets/ticket-list.tsx';
import { useTickets } from './tickets/use-tickets.ts';
import { goTo, useRoute } from './use-route.ts';
import { useShortcuts, useSingleKeys } from './use-shortcuts.ts';
import { useUnreadAlerts } from './use-unread-alerts.ts';
import { useSpeech } from './words/index.ts';
import type { Language } from '../../../contract/languages.ts';
import './workplace.css';

interface WorkplaceProps {
  session: Session;
  settings: DeskSettings;
  drafts: Drafts;
  onLanguage: (language: Language) => void;
  onSignOut: () => void;
}

/** What a signed-in agent works with: the list of tickets, the page beside it, the phone. */
export function Workplace({ session, settings, drafts, onLanguage, onSignOut }: WorkplaceProps) {
  const { words } = useSpeech();
  const route = useRoute();
  const current = route.view === 'ticket' ? route.number : undefined;
  const lists = useLists(session);
  const unread = useUnreadAlerts(session, lists.openTickets);
  const [dial, setDial] = useState<{ number: string; at: number }>();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [singleKeys, setSingleKeys] = useSingleKeys();
  const links = useRef<HTMLUListElement>(null);

  function toList(): void {
    goTo({ view: 'list' });
    focusList(links, current);
  }

  useShortcuts(
    {
      back: route.view === 'list' ? undefined : toList,
      reply: focusReply,
      list: () => focusList(links, current),
      write: () => goTo({ view: 'new' }),
      help: () => setHelpOpen(true),
    },
    singleKeys,
  );

  return (
    <div className="workplace" data-view={route.view}>
      <a className="skip" href="#conversation" onClick={skipToPage}>
        {words.header.skip}
      </a>
      <Header
        businessName={settings.businessName}
        session={session}
        singleKeys={singleKeys}
        onSingleKeys={setSingleKeys}
        onLanguage={onLanguage}
        onShortcuts={() => setHelpOpen(true)}
        hasUnsent={drafts.hasAny}
        onSignOut={onSignOut}
      />
      <main className="desk-main">
        <nav className="side" aria-label={words.list.title}>
          <TicketList
            status={lists.status}
            onStatus={lists.setStatus}
            tickets={lists.shown}
            unread={unread}
            current={current}
            support={settings.numbers['support'] ?? undefined}
            links={links}
          />
        </nav>
        <div className="pane" id="conversation" tabIndex={-1}>
          {renderPage(route, {
            session,
            drafts,
            toList,
            dial: (number) => setDial({ number, at: Date.now() }),
            markRead: unread.markRead,
            refreshLists: lists.refresh,
          })}
        </div>
        <div className="phone-place">
          <PhonePanel session={session} dial={dial} />
        </div>
      </main>
      {isHelpOpen && <ShortcutsDialog singleKeys={singleKeys} onClose={() => setHelpOpen(false)} />}
    </div>
  );
}

/** The list that is shown. The open tickets are polled in any case: alerts depend on them. */
function useLists(session: Session) {
  const [status, setStatus] = useState<Ticket['status']>('open');
  const open = useTickets(session, 'open');
  const closed = useTickets(session, 'closed', status === 'closed');
  return {
    status,
    setStatus,
    openTickets: open.list,
    shown: status === 'open' ? open : closed,
    refresh: () => {
      open.refresh();
      closed.refresh();
    },
  };
}

/** Does what the link does, but keeps the hash: it holds the route. */
function skipToPage(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#conversation')?.focus();
}

function focusReply(): void {
  document.querySelector<HTMLTextAreaElement>('.composer textarea')?.focus();
}

/** Focuses the link of a ticket, or the first one. */
function focusList(links: RefObject<HTMLUListElement | null>, number: number | undefined): void {
  // On a narrow screen the list is hidden until the next render.
  setTimeout(() => {
    const link =
      (number === undefined ? null : links.current?.querySelector<HTMLElement>(`a[href$="/${number}"]`)) ??
      links.current?.querySelector<HTMLElement>('a[tabindex="0"]');
    link?.focus();
  });
}
