import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { readSettings, type DeskSettings } from './api.ts';
import type { Problem } from './problem.ts';
import { keyProof, openSession, type Proof, type Session } from './session.ts';
import { credentialsIn, READY } from './sign-in/from-console.ts';
import { SignIn } from './sign-in/sign-in.tsx';
import { createDrafts } from './thread/drafts.ts';
import { speechIn, SpeechContext } from './words/index.ts';
import type { Language } from '../../../contract/languages.ts';
import { languageOf } from './words/language.ts';
import { Workplace } from './workplace.tsx';

const LANGUAGE = 'frontdesk.language';
/** The laptop's console frames the desk; what is deployed knows nothing of it. */
const MAY_BE_FRAMED = import.meta.env.VITE_SIMULATOR === 'yes';

/** The agents' desk: who works at it, in which language, and what is written and not sent. */
export function Desk() {
  const [settings, setSettings] = useState<DeskSettings>();
  const [failed, setFailed] = useState(false);
  const [session, setSession] = useState<Session>();
  const [ended, setEnded] = useState<Problem>();
  const [drafts] = useState(createDrafts);
  const [chosen, setChosen] = useState(() => localStorage.getItem(LANGUAGE));
  const lastName = useRef('');

  const language = languageOf(chosen, navigator.languages, settings?.language);
  const speech = useMemo(() => speechIn(language, navigator.languages), [language]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  const load = useCallback(() => {
    setFailed(false);
    readSettings().then(setSettings, () => setFailed(true));
  }, []);
  useEffect(load, [load]);

  const enter = useCallback(
    async (proof: Proof) => {
      const opened = await openSession(proof, {
        onEnd: (problem) => {
          setEnded(problem);
          setSession(undefined);
        },
      });
      // What one agent wrote is no other's to send.
      if (lastName.current !== opened.name) drafts.clear();
      lastName.current = opened.name;
      setEnded(undefined);
      setSession(opened);
    },
    [drafts],
  );

  useEffect(() => {
    if (!MAY_BE_FRAMED || window.parent === window) return;
    function onMessage(event: MessageEvent<unknown>): void {
      const given = credentialsIn(event, window.parent);
      if (!given) return;
      removeEventListener('message', onMessage);
      void enter(keyProof(given.name, given.key)).catch(() => undefined);
    }
    addEventListener('message', onMessage);
    // Nothing of it is secret, and who frames the page is not known.
    window.parent.postMessage(READY, '*');
    return () => removeEventListener('message', onMessage);
  }, [enter]);

  useEffect(() => {
    // The browser asks; what it says is its own.
    const stay = (event: BeforeUnloadEvent): void => {
      if (drafts.hasAny()) event.preventDefault();
    };
    addEventListener('beforeunload', stay);
    return () => removeEventListener('beforeunload', stay);
  }, [drafts]);

  function signOut(): void {
    session?.end();
    drafts.clear();
    lastName.current = '';
    setEnded(undefined);
    setSession(undefined);
  }

  function choose(next: Language): void {
    localStorage.setItem(LANGUAGE, next);
    setChosen(next);
  }

  return (
    <SpeechContext value={speech}>
      {failed && !settings ? (
        <main className="sign-in">
          <div className="card">
            <h1>frontdesk</h1>
            <p role="alert">{speech.words.signIn.noSettings}</p>
            <button type="button" className="button primary" onClick={load}>
              {speech.words.tryAgain}
            </button>
          </div>
        </main>
      ) : !settings ? (
        <main className="sign-in" aria-busy="true">
          <p className="hint" role="status">
            {speech.words.loading}
          </p>
        </main>
      ) : session ? (
        <Workplace
          key={session.userId}
          session={session}
          settings={settings}
          drafts={drafts}
          onLanguage={choose}
          onSignOut={signOut}
        />
      ) : (
        <SignIn
          settings={settings}
          ended={ended}
          mustStay={ended !== undefined && drafts.hasAny()}
          name={lastName.current}
          onProof={enter}
          onLanguage={choose}
        />
      )}
    </SpeechContext>
  );
}
