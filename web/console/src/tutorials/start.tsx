import type { SystemInfo } from '../live/shapes.ts';
import { currentView } from '../views.ts';
import { play, TUTORIALS } from './player.ts';
import './start.css';

/** The first screen: three tutorials that play before one's eyes, and what else there is. */
export function Start({ system }: { system: SystemInfo }) {
  const { apiUrl, dynamodbUrl, numbers } = system;
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
          <li key={tutorial.id} className="card">
            <span className="number" aria-hidden="true">
              {tutorial.id}
            </span>
            <h3>{tutorial.title}</h3>
            <p>{tutorial.about}</p>
            <button
              type="button"
              className="button primary"
              aria-label={`Play tutorial ${tutorial.id}: ${tutorial.title}`}
              onClick={() => void play(tutorial, system)}
            >
              <svg viewBox="0 0 12 12" aria-hidden="true">
                <path d="M2 1v10l9-5z" />
              </svg>
              Play
            </button>
          </li>
        ))}
      </ol>
      <div className="beyond">
        <section aria-labelledby="self-title">
          <h3 id="self-title">Or do it yourself</h3>
          <ul className="ways">
            <li>
              <button type="button" onClick={() => currentView.set('agents')}>
                Text and call as a customer, answer as Jane or Joe
              </button>
            </li>
            <li>
              <button type="button" onClick={() => currentView.set('timeline')}>
                Look at every step of it, whole and as a diagram
              </button>
            </li>
            <li>
              <button type="button" onClick={() => currentView.set('ncco')}>
                Change what callers hear, and call
              </button>
            </li>
            <li>
              <button type="button" onClick={() => currentView.set('faults')}>
                Break something, or move the clock
              </button>
            </li>
          </ul>
        </section>
        <section aria-labelledby="places-title">
          <h3 id="places-title">Where things are</h3>
          <dl className="where">
            <dt>Support page</dt>
            <dd>
              <a href={`${apiUrl}/`}>{apiUrl}/</a>
            </dd>
            <dt>Notify page</dt>
            <dd>
              <a href={`${apiUrl}/notify`}>{apiUrl}/notify</a>
            </dd>
            <dt>Agents’ desk</dt>
            <dd>
              <a href={`${apiUrl}/desk`}>{apiUrl}/desk</a>
            </dd>
            <dt>DynamoDB</dt>
            <dd>
              <code>{dynamodbUrl}</code>
            </dd>
            <dt>Support, voice</dt>
            <dd>
              <code>{[...new Set([numbers.support, numbers.voice])].join(', ')}</code>
            </dd>
            <dt>Delivery</dt>
            <dd>
              <code>{numbers.delivery}</code>
            </dd>
          </dl>
        </section>
      </div>
    </section>
  );
}
