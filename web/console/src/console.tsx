import { type ReactNode, useEffect } from 'react';
import { Agents } from './agents/agents.tsx';
import { followClock } from './faults/desk-clock.ts';
import { Faults } from './faults/faults.tsx';
import { Header } from './header.tsx';
import { fetchCalls, followCalls } from './live/calls.ts';
import type { Entry, SystemInfo } from './live/shapes.ts';
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
import { currentView, type View } from './views.ts';
import './console.css';

const isShown = (number: string): boolean => phones.get().list.some((phone) => phone.number === number);

/** Fetches everything: on loading, and when a lost connection is back. */
function fetchEverything(): void {
  fetchSystemInfo().catch(() => setTimeout(fetchEverything, 1_500));
  fetchCalls();
  for (const { number } of phones.get().list) fetchTexts(number);
}

/** Keeps the stores up to date while the console is mounted. */
function useLiveData(): void {
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

interface ViewLayout {
  /** Whether the phones are beside the view. */
  hasPhones: boolean;
  /** Whether the newest entries of the timeline are beside the view. */
  hasLiveList: boolean;
  render: (system: SystemInfo) => ReactNode;
}

const LAYOUTS: Readonly<Record<View, ViewLayout>> = {
  start: { hasPhones: false, hasLiveList: false, render: (system) => <Start system={system} /> },
  // The agents' frames are always mounted, see below.
  agents: { hasPhones: true, hasLiveList: true, render: () => null },
  timeline: { hasPhones: false, hasLiveList: false, render: () => <Timeline /> },
  ncco: { hasPhones: true, hasLiveList: false, render: (system) => <Ncco system={system} /> },
  faults: { hasPhones: true, hasLiveList: true, render: () => <Faults /> },
};

/** The console of the laptop's desk: phones, agents, a timeline of what happens, NCCOs and faults. */
export function Console() {
  useLiveData();
  const view = useStore(currentView);
  const system = useStore(systemInfo);
  const spotlit = useStore(spotlight);
  return (
    <div className={`console view-${view}`} data-spot={spotlit}>
      <a className="skip" href="#stage">
        To the content
      </a>
      <Header />
      <main>
        {system ? (
          <Stage view={view} system={system} />
        ) : (
          <p className="empty waiting">Looking for the desk. Is npm start running?</p>
        )}
      </main>
      {system && <PlayerBar />}
      <LastError />
    </div>
  );
}

function Stage({ view, system }: { view: View; system: SystemInfo }) {
  const { hasPhones, hasLiveList, render } = LAYOUTS[view];
  const openEntry = ({ id }: Entry): void => {
    selectedEntry.set(id);
    currentView.set('timeline');
  };
  return (
    <>
      {hasPhones && (
        <aside className="left" aria-label="Customers">
          <Phones system={system} />
        </aside>
      )}
      <div id="stage" role="tabpanel" aria-labelledby={`tab-${view}`} tabIndex={-1}>
        {/* Stays mounted: in a frame that is loaded again, the desk has to sign in again. */}
        <div className="keep" hidden={view !== 'agents'}>
          <Agents system={system} />
        </div>
        {render(system)}
      </div>
      {hasLiveList && (
        <aside className="right" aria-label="What happens, live">
          <LiveList onOpen={openEntry} />
        </aside>
      )}
    </>
  );
}

function LastError() {
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
