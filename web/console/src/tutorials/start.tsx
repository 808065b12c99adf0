import { Fragment } from 'react';
import type { SystemInfo } from '../live/shapes.ts';
import { currentView, type View, VIEWS } from '../views.ts';
import { play, TUTORIALS } from './player.ts';
import type { Tutorial } from './script.ts';
import './start.css';

/** The first view: tutorials to watch, ways to try things, and the addresses of the system. */
export function Start({ system }: { system: SystemInfo }) {
  return (
    <section className="start" aria-labelledby="start-title">
      <header>
        <h2 id="start-title">A text or a call arrives. Watch what happens.</h2>
        <p>
          The whole desk runs on this machine: the functions that would be deployed, and a simulated Vonage
          with phones. Nothing leaves it.
        </p>
      </header>
      <ol className="tutorials" aria-label="Tutorials">
        {TUTORIALS.map((tutorial) => (
          <TutorialCard key={tutorial.id} tutorial={tutorial} onPlay={() => void play(tutorial, system)} />
        ))}
      </ol>
      <div className="beyond">
        <Ways />
        <Addresses system={system} />
      </div>
    </section>
  );
}

function TutorialCard({
  tutorial: { id, title, about },
  onPlay,
}: {
  tutorial: Tutorial;
  onPlay: () => void;
}) {
  return (
    <li className="card">
      <span className="number" aria-hidden="true">
        {id}
      </span>
      <h3>{title}</h3>
      <p>{about}</p>
      <button
        type="button"
        className="button primary"
        aria-label={`Play tutorial ${id}: ${title}`}
        onClick={onPlay}
      >
        <svg viewBox="0 0 12 12" aria-hidden="true">
          <path d="M2 1v10l9-5z" />
        </svg>
        Play
      </button>
    </li>
  );
}

/** What can be tried in each view; undefined for this one. */
const WAYS: Readonly<Record<View, string | undefined>> = {
  start: undefined,
  agents: 'Text and call as a customer, answer as Jane or Joe',
  timeline: 'Look at every step of it, whole and as a diagram',
  ncco: 'Change what callers hear, and call',
  faults: 'Break something, or move the clock',
};

function Ways() {
  return (
    <section aria-labelledby="self-title">
      <h3 id="self-title">Or do it yourself</h3>
      <ul className="ways">
        {VIEWS.map(
          ({ id }) =>
            WAYS[id] !== undefined && (
              <li key={id}>
                <button type="button" onClick={() => currentView.set(id)}>
                  {WAYS[id]}
                </button>
              </li>
            ),
        )}
      </ul>
    </section>
  );
}

function Addresses({ system: { apiUrl, dynamodbUrl, numbers } }: { system: SystemInfo }) {
  const pages = [
    { title: 'Support page', url: `${apiUrl}/` },
    { title: 'Notify page', url: `${apiUrl}/notify` },
    { title: 'Agents’ desk', url: `${apiUrl}/desk` },
  ];
  const others = [
    { title: 'DynamoDB', value: dynamodbUrl },
    { title: 'Support, voice', value: [...new Set([numbers.support, numbers.voice])].join(', ') },
    { title: 'Delivery', value: numbers.delivery },
  ];
  return (
    <section aria-labelledby="places-title">
      <h3 id="places-title">Where things are</h3>
      <dl className="where">
        {pages.map(({ title, url }) => (
          <Fragment key={title}>
            <dt>{title}</dt>
            <dd>
              <a href={url}>{url}</a>
            </dd>
          </Fragment>
        ))}
        {others.map(({ title, value }) => (
          <Fragment key={title}>
            <dt>{title}</dt>
            <dd>
              <code>{value}</code>
            </dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}
