import { useEffect } from 'react';
import { Agents } from './agents/agents.tsx';
import { followClock } from './faults/desk-clock.ts';
import { Faults } from './faults/faults.tsx';
import { Header } from './header.tsx';
import { fetchCalls, followCalls } from './live/calls.ts';
import { fetchSystemInfo, systemInfo } from './live/system-info.ts';
import { useStore } from './live/store.ts';
import { follow, live } from './live/stream.ts';
import { fetchTexts, followTexts } from './live/texts.ts';
import { lastError } from './live/last-error.ts';
import { Ncco } from './ncco/ncco.tsx';
import { phones } from './phones/phone-list.ts';
import { Phones } from './phones/phones.tsx';
import { selectedEntry } from './timeline/selection.ts';
import { LiveList } from './timeline/live-list.tsx';
import { Timeline } from './timeline/timeline.tsx';
import { PlayerBar } from './tutorials/player-bar.tsx';
import { spotlight } from './tutorials/player.ts';
import { Start } from './tutorials/start.tsx';
import { currentView } from './views.ts';
import './console.css';

const isShown = (number: string): boolean => phones.get().list.some((phone) => phone.number === number);

/** Asks for everything again: at the beginning, and when the connection is there again. */
function fetchEverything(): void {
  fetchSystemInfo().catch(() => setTimeout(fetchEverything, 1_500));
  fetchCalls();
  for (const { number } of phones.get().list) fetchTexts(number);
}

function useLive(): void {
  useEffect(() => {
    fetchEverything();
    let before = live.get().connection;
    const stops = [
      followTexts(isShown),
      followCalls(),
      followClock(),
      live.watch(() => {
        const { connection } = live.get();
        if (before === 'lost' && connection === 'live') fetchEverything();
        before = connection;
      }),
      follow(),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
}

/** The console of the laptop's desk: phones, agents, what happens, and what may go wrong. */
export function Console() {
  useLive();
  const view = useStore(currentView);
  const known = useStore(systemInfo);
  const pointing = useStore(spotlight);
  const isBeside = view !== 'start';
  return (
    <div className={`console view-${view}`} data-spot={pointing}>
      <a className="skip" href="#stage">
        To the content
      </a>
      <Header />
      {known ? (
        <main>
          {isBeside && view !== 'timeline' && (
            <aside className="left" aria-label="Customers">
              <Phones system={known} />
            </aside>
          )}
          <div id="stage" role="tabpanel" aria-labelledby={`tab-${view}`} tabIndex={-1}>
            {view === 'start' && <Start system={known} />}
            {/* The frames stay: a desk that is loaded anew has to sign in anew. */}
            <div className="keep" hidden={view !== 'agents'}>
              <Agents system={known} />
            </div>
            {view === 'timeline' && <Timeline />}
            {view === 'ncco' && <Ncco system={known} />}
            {view === 'faults' && <Faults />}
          </div>
          {isBeside && view !== 'timeline' && view !== 'ncco' && (
            <aside className="right" aria-label="What happens, live">
              <LiveList
                onOpen={({ id }) => {
                  selectedEntry.set(id);
                  currentView.set('timeline');
                }}
              />
            </aside>
          )}
        </main>
      ) : (
        <main>
          <p className="empty waiting">Looking for the desk. Is npm start running?</p>
        </main>
      )}
      {known && <PlayerBar />}
      <Trouble />
    </div>
  );
}

function Trouble() {
  const sentence = useStore(lastError);
  return (
    <div className="trouble" role="alert">
      {sentence && (
        <p>
          {sentence}{' '}
          <button type="button" className="button small" onClick={() => lastError.set('')}>
            Close
          </button>
        </p>
      )}
    </div>
  );
}
