import { useCallback, useEffect, useRef, useState } from 'react';
import type { DeskSettings, Ticket } from './api.ts';
import { Header } from './header/header.tsx';
import { Shortcuts } from './header/shortcuts.tsx';
import { wishOf } from './keys.ts';
import { allowSoundAfterGesture, notice, showUnread } from './notice.ts';
import { masked } from './number.ts';
import { PhonePanel } from './phone/phone-panel.tsx';
import type { Session } from './session.ts';
import type { Drafts } from './thread/drafts.ts';
import { Thread } from './thread/thread.tsx';
import { TicketList } from './tickets/ticket-list.tsx';
import { useTickets, useUnread } from './tickets/use-tickets.ts';
import { WriteFirst } from './tickets/write-first.tsx';
import { goTo, useRoute } from './use-route.ts';
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

const SINGLE_KEYS = 'frontdesk.single-keys';

/** Where a signed-in agent works: the list, the thread, the phone. */
export function Workplace({ session, settings, drafts, onLanguage, onSignOut }: WorkplaceProps) {
  const { words } = useSpeech();
  const route = useRoute();
  const [status, setStatus] = useState<Ticket['status']>('open');
  const open = useTickets(session, 'open');
  const closed = useTickets(session, 'closed', status === 'closed');
  const [dial, setDial] = useState<{ number: string; at: number }>();
  const [helping, setHelping] = useState(false);
  const [singleKeys, setSingleKeys] = useState(() => localStorage.getItem(SINGLE_KEYS) !== 'off');
  const links = useRef<HTMLUListElement>(null);

  const unread = useUnread(session, open.list, ({ number, customer }, isNew) => {
    notice({
      kind: isNew ? 'ticket' : 'text',
      title: isNew ? words.notice.ticket : words.notice.text,
      body: words.notice.from(masked(customer), number),
    });
  });

  useEffect(allowSoundAfterGesture, []);
  useEffect(() => showUnread(unread.count), [unread.count]);
  useEffect(() => () => showUnread(0), []);

  const current = route.view === 'ticket' ? route.number : undefined;
  const toList = useCallback(() => {
    goTo('#/');
    focusList(links.current, current);
  }, [current]);

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
      const typing = event.target instanceof Element && event.target.matches('input, textarea, select');
      const wish = wishOf(event, typing, singleKeys);
      if (wish === undefined) return;
      if (wish === 'back' && route.view === 'list') return;
      event.preventDefault();
      if (wish === 'back') toList();
      else if (wish === 'help') setHelping(true);
      else if (wish === 'write') goTo('#/new');
      else if (wish === 'list') focusList(links.current, current);
      else document.querySelector<HTMLTextAreaElement>('.composer textarea')?.focus();
    }
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [current, route.view, singleKeys, toList]);

  function refreshLists(): void {
    open.refresh();
    closed.refresh();
  }

  return (
    <div className="workplace" data-view={route.view}>
      <a className="skip" href="#conversation" onClick={skip}>
        {words.header.skip}
      </a>
      <Header
        businessName={settings.businessName}
        session={session}
        singleKeys={singleKeys}
        onSingleKeys={(on) => {
          setSingleKeys(on);
          if (on) localStorage.removeItem(SINGLE_KEYS);
          else localStorage.setItem(SINGLE_KEYS, 'off');
        }}
        onLanguage={onLanguage}
        onShortcuts={() => setHelping(true)}
        hasUnsent={drafts.hasAny}
        onSignOut={onSignOut}
      />
      <main className="desk-main">
        <nav className="side" aria-label={words.list.title}>
          <TicketList
            status={status}
            onStatus={setStatus}
            tickets={status === 'open' ? open : closed}
            unread={unread}
            current={current}
            support={settings.numbers['support'] ?? undefined}
            links={links}
          />
        </nav>
        <div className="pane" id="conversation" tabIndex={-1}>
          {route.view === 'ticket' ? (
            <Thread
              key={route.number}
              number={route.number}
              session={session}
              drafts={drafts}
              onBack={toList}
              onCall={(number) => setDial({ number, at: Date.now() })}
              onSeen={unread.saw}
              onActed={refreshLists}
            />
          ) : route.view === 'new' ? (
            <WriteFirst
              session={session}
              drafts={drafts}
              onBack={toList}
              onWritten={(number, at) => {
                unread.saw(number, at);
                refreshLists();
              }}
            />
          ) : (
            <div className="empty">
              <h2>{words.list.pick}</h2>
              <p className="hint">{words.list.pickHint}</p>
            </div>
          )}
        </div>
        <div className="phone-place">
          <PhonePanel session={session} dial={dial} />
        </div>
      </main>
      {helping && <Shortcuts singleKeys={singleKeys} onClose={() => setHelping(false)} />}
    </div>
  );
}

/** The address names a ticket: a link within the page must not change it. */
function skip(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#conversation')?.focus();
}

function focusList(links: HTMLUListElement | null, number: number | undefined): void {
  // After the list is drawn: on a narrow screen it was hidden.
  setTimeout(() => {
    const one =
      (number === undefined ? null : links?.querySelector<HTMLElement>(`a[href$="/${number}"]`)) ??
      links?.querySelector<HTMLElement>('a[tabindex="0"]');
    one?.focus();
  });
}
