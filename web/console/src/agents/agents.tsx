import { useEffect, useRef } from 'react';
import * as z from 'zod/mini';
import { createPersistentStore } from '../live/persistent-store.ts';
import type { SystemInfo } from '../live/shapes.ts';
import { useStore } from '../live/store.ts';
import { signInReply } from './sign-in.ts';
import './agents.css';

/** The agent whose desk is shown; empty shows all. */
const shownAgent = createPersistentStore('agent', z.string(), '');

/** The agents' desks, each in a frame and signed in by this page. */
export function Agents({ system }: { system: SystemInfo }) {
  const { apiUrl, agents, mobileApiKey } = system;
  const frames = useRef(new Map<string, HTMLIFrameElement>());
  const shown = useStore(shownAgent);
  useEffect(() => {
    if (mobileApiKey === undefined) return undefined;
    const onMessage = (event: MessageEvent<unknown>): void => {
      const windows = new Map<unknown, string>();
      for (const [name, frame] of frames.current) windows.set(frame.contentWindow, name);
      const reply = signInReply(event, { apiUrl, key: mobileApiKey, frames: windows });
      if (reply) event.source?.postMessage(reply, { targetOrigin: event.origin });
    };
    addEventListener('message', onMessage);
    return () => removeEventListener('message', onMessage);
  }, [apiUrl, mobileApiKey]);
  const choices = [
    { id: '', title: agents.length === 2 ? 'Both' : 'All' },
    ...agents.map((id) => ({ id, title: id })),
  ];
  return (
    <section className="agents" aria-labelledby="agents-title">
      <header className="bar">
        <h2 id="agents-title">Agents</h2>
        <div className="choices" role="group" aria-label="Whose desk">
          {choices.map(({ id, title }) => (
            <button
              key={id}
              type="button"
              className="button small"
              aria-pressed={shown === id}
              onClick={() => shownAgent.set(id)}
            >
              {title}
            </button>
          ))}
        </div>
      </header>
      <div className="frames">
        {agents.map((name) => (
          // Keyed by the API key too: after a restart of the desk the frames have to sign in again.
          <figure key={`${name} ${mobileApiKey}`} hidden={shown !== '' && shown !== name} data-agent={name}>
            <figcaption>
              {name}
              <a href={`${apiUrl}/desk`} target="_blank" rel="noreferrer">
                In a tab of its own
              </a>
            </figcaption>
            <iframe
              title={`${name}'s desk`}
              src={`${apiUrl}/desk`}
              allow="microphone; autoplay"
              ref={(frame) => {
                if (frame) frames.current.set(name, frame);
                else frames.current.delete(name);
              }}
            />
          </figure>
        ))}
      </div>
    </section>
  );
}
