import { useEffect, useRef, useState } from 'react';
import type { DeskSettings, Oidc } from '../api.ts';
import { LanguageSelect } from '../language-select.tsx';
import { toProblem, type Problem } from '../problem.ts';
import type { CredentialSource } from '../session.ts';
import { useSpeech } from '../words/index.ts';
import type { Language } from '../../../../contract/languages.ts';
import { describeSignInProblem } from './describe-sign-in-problem.ts';
import { KeyForm } from './key-form.tsx';
import { isProviderRedirect, takePendingSignIn } from './pending-sign-in.ts';
import { redirectToProvider, returnFromWindow, signInByWindow } from './provider-sign-in.ts';
import './sign-in.css';

type OnCredentials = (credentials: CredentialSource) => Promise<void>;

interface SignInProps {
  settings: DeskSettings;
  /** Why the last session ended. */
  ended: Problem | undefined;
  /** Whether leaving the page would lose unsent texts. */
  mustStay: boolean;
  /** The agent of the last session; else empty. */
  name: string;
  onCredentials: OnCredentials;
  onLanguage: (language: Language) => void;
}

/** The page on which an agent signs in: with a key, or at an identity provider. */
export function SignIn({ settings, ended, mustStay, name, onCredentials, onLanguage }: SignInProps) {
  const speech = useSpeech();
  const { words } = speech;
  const { attempt, isBusy, problem } = useAttempt();
  const { oidc } = settings;
  const signInAgain = useWindowSignIn(onCredentials);
  useProviderRedirect(oidc, onCredentials, attempt);
  // The button stays enabled: a window that was closed has to be opened again.
  const isLocked = isBusy && !mustStay;
  return (
    <main className="sign-in">
      <div className="card">
        <header>
          <h1>frontdesk</h1>
          <p className="hint">{words.signIn.to(settings.businessName)}</p>
        </header>
        {ended && (
          <p className="note" role="status">
            {ended.status === 403 ? words.signIn.removed : words.signIn.again}
          </p>
        )}
        {oidc ? (
          <button
            type="button"
            className="button primary"
            disabled={isLocked}
            onClick={() =>
              void attempt(() => (mustStay ? signInAgain(oidc) : redirectToProvider(oidc, sessionStorage)))
            }
          >
            {isLocked ? words.signIn.submitting : words.signIn.withProvider}
          </button>
        ) : (
          <KeyForm
            lastName={name}
            isBusy={isBusy}
            onSubmit={(credentials) => attempt(() => onCredentials(credentials))}
          />
        )}
        {problem && (
          <p className="problem" role="alert">
            {describeSignInProblem(problem, speech, oidc !== undefined)}
          </p>
        )}
      </div>
      <LanguageSelect onLanguage={onLanguage} />
    </main>
  );
}

function useAttempt() {
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);

  async function attempt(work: () => Promise<void>): Promise<void> {
    setProblem(undefined);
    setBusy(true);
    try {
      await work();
    } catch (error) {
      setProblem(toProblem(error));
    } finally {
      setBusy(false);
    }
  }

  return { attempt, isBusy, problem };
}

/** Signs in by a window; a new attempt replaces the one before. */
function useWindowSignIn(onCredentials: OnCredentials): (oidc: Oidc) => Promise<void> {
  const waiting = useRef<AbortController>(undefined);
  useEffect(() => () => waiting.current?.abort(), []);
  return async (oidc) => {
    waiting.current?.abort();
    const controller = new AbortController();
    waiting.current = controller;
    const credentials = await signInByWindow(oidc, controller.signal);
    if (credentials) await onCredentials(credentials);
  };
}

/** Finishes the sign-in when the identity provider has sent this page back. */
function useProviderRedirect(
  oidc: Oidc | undefined,
  onCredentials: OnCredentials,
  attempt: (work: () => Promise<void>) => Promise<void>,
): void {
  // The code is valid once, but effects may run twice.
  const isHandled = useRef(false);
  useEffect(() => {
    if (!oidc || isHandled.current || !isProviderRedirect(location.search)) return;
    isHandled.current = true;
    const { search } = location;
    history.replaceState(null, '', `${location.pathname}${location.hash}`);
    const pending = takePendingSignIn(sessionStorage);
    if (!pending) return returnFromWindow(search);
    void attempt(async () => {
      const { finishSignIn } = await import('./oidc.ts');
      await onCredentials(await finishSignIn(oidc, search, pending));
    });
  });
}
