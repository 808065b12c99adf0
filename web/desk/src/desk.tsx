import { useCallback, useEffect, useMemo, useState } from 'react';
import { readSettings, type DeskSettings } from './api.ts';
import { SignIn } from './sign-in/sign-in.tsx';
import { useConsoleSignIn } from './sign-in/use-console-sign-in.ts';
import { createDrafts, type Drafts } from './thread/drafts.ts';
import { useSession } from './use-session.ts';
import { speechIn, SpeechContext, useSpeech, type Speech } from './words/index.ts';
import type { Language } from '../../../contract/languages.ts';
import { languageOf } from './words/language.ts';
import { Workplace } from './workplace.tsx';

const LANGUAGE = 'frontdesk.language';

/** The agents' app: signs an agent in and shows the workplace, in the agent's language. */
export function Desk() {
  const { settings, hasFailed, load } = useSettings();
  const [speech, setLanguage] = useLanguage(settings);
  const [drafts] = useState(createDrafts);
  const { session, ended, lastName, signIn, signOut } = useSession(drafts);
  useConsoleSignIn(signIn);
  useUnsentWarning(drafts);

  function content() {
    if (!settings) return hasFailed ? <NoSettings onRetry={load} /> : <Loading />;
    if (session) {
      return (
        <Workplace
          key={session.userId}
          session={session}
          settings={settings}
          drafts={drafts}
          onLanguage={setLanguage}
          onSignOut={signOut}
        />
      );
    }
    return (
      <SignIn
        settings={settings}
        ended={ended}
        mustStay={ended !== undefined && drafts.hasAny()}
        name={lastName}
        onCredentials={signIn}
        onLanguage={setLanguage}
      />
    );
  }

  return <SpeechContext value={speech}>{content()}</SpeechContext>;
}

function useSettings() {
  const [settings, setSettings] = useState<DeskSettings>();
  const [hasFailed, setFailed] = useState(false);
  const load = useCallback(() => {
    setFailed(false);
    readSettings().then(setSettings, () => setFailed(true));
  }, []);
  useEffect(load, [load]);
  return { settings, hasFailed, load };
}

/** The texts in the agent's language, and how to choose another one; the choice is kept in the browser. */
function useLanguage(settings: DeskSettings | undefined): [Speech, (language: Language) => void] {
  const [chosen, setChosen] = useState(() => localStorage.getItem(LANGUAGE));
  const language = languageOf(chosen, navigator.languages, settings?.language);
  const speech = useMemo(() => speechIn(language, navigator.languages), [language]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  function choose(next: Language): void {
    localStorage.setItem(LANGUAGE, next);
    setChosen(next);
  }
  return [speech, choose];
}

/** Lets the browser ask before the page is left with unsent texts. */
function useUnsentWarning(drafts: Drafts): void {
  useEffect(() => {
    const onBeforeUnload = (event: BeforeUnloadEvent): void => {
      if (drafts.hasAny()) event.preventDefault();
    };
    addEventListener('beforeunload', onBeforeUnload);
    return () => removeEventListener('beforeunload', onBeforeUnload);
  }, [drafts]);
}

function NoSettings({ onRetry }: { onRetry: () => void }) {
  const { words } = useSpeech();
  return (
    <main className="sign-in">
      <div className="card">
        <h1>frontdesk</h1>
        <p role="alert">{words.signIn.noSettings}</p>
        <button type="button" className="button primary" onClick={onRetry}>
          {words.tryAgain}
        </button>
      </div>
    </main>
  );
}

function Loading() {
  const { words } = useSpeech();
  return (
    <main className="sign-in" aria-busy="true">
      <p className="hint" role="status">
        {words.loading}
      </p>
    </main>
  );
}
