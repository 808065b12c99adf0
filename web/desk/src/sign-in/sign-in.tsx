import { useEffect, useId, useRef, useState, type SubmitEvent } from 'react';
import type { DeskSettings, Oidc } from '../api.ts';
import { asProblem, Problem } from '../problem.ts';
import { keyProof, type Proof } from '../session.ts';
import { LanguageSelect } from '../header/language-select.tsx';
import { useSpeech, type Speech } from '../words/index.ts';
import { said } from '../words/said.ts';
import type { Language } from '../../../../contract/languages.ts';
import { CHANNEL, isReturn, keep, take } from './returned.ts';
import './sign-in.css';

interface SignInProps {
  settings: DeskSettings;
  /** Why the agent must sign in again. */
  ended: Problem | undefined;
  /** Whether something that was written would be lost if the page were left. */
  mustStay: boolean;
  /** The name of whoever was signed in. */
  name: string;
  onProof: (proof: Proof) => Promise<void>;
  onLanguage: (language: Language) => void;
}

/** Where an agent says who it is. */
export function SignIn({ settings, ended, mustStay, name: known, onProof, onLanguage }: SignInProps) {
  const speech = useSpeech();
  const { words } = speech;
  const [problem, setProblem] = useState<Problem>();
  const [under, setUnder] = useState(false);
  const { oidc } = settings;

  async function attempt(work: () => Promise<void>): Promise<void> {
    setProblem(undefined);
    setUnder(true);
    try {
      await work();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setUnder(false);
    }
  }

  /** The window may have been closed, which nobody is told of: the button opens it again, and only the last one counts. */
  const waiting = useRef<AbortController>(undefined);
  useEffect(() => () => waiting.current?.abort(), []);
  function anew(provider: Oidc): Promise<void> {
    waiting.current?.abort();
    waiting.current = new AbortController();
    return inWindow(provider, onProof, waiting.current.signal);
  }

  // Back from the provider: the code is used once, also where effects run twice.
  const isBack = useRef(false);
  useEffect(() => {
    if (!oidc || isBack.current || !isReturn(location.search)) return;
    isBack.current = true;
    const { search } = location;
    history.replaceState(null, '', `${location.pathname}${location.hash}`);
    const kept = take(sessionStorage);
    if (!kept) {
      // A window that the desk opened: the desk itself has what the code is good for.
      new BroadcastChannel(CHANNEL).postMessage({ search });
      window.close();
      return;
    }
    void attempt(async () => {
      const { finish } = await import('./oidc.ts');
      await onProof(await finish(oidc, search, kept));
    });
  });

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
            disabled={under && !mustStay}
            onClick={() => void attempt(() => (mustStay ? anew(oidc) : byRedirect(oidc)))}
          >
            {under && !mustStay ? words.signIn.under : words.signIn.withProvider}
          </button>
        ) : (
          <KeyForm known={known} under={under} onSubmit={(proof) => attempt(() => onProof(proof))} />
        )}
        {problem && (
          <p className="problem" role="alert">
            {sentence(problem, speech, oidc !== undefined)}
          </p>
        )}
      </div>
      <LanguageSelect onLanguage={onLanguage} />
    </main>
  );
}

/** Within the console's page, which signs in by itself, nobody's typing is taken away from where they type. */
const isWithin = window.parent !== window;

function KeyForm({
  known,
  under,
  onSubmit,
}: {
  known: string;
  under: boolean;
  onSubmit: (proof: Proof) => Promise<void>;
}) {
  const { words } = useSpeech();
  const id = useId();
  const key = useRef<HTMLInputElement>(null);
  const [name, setName] = useState(known);
  return (
    <form
      onSubmit={(event: SubmitEvent) => {
        event.preventDefault();
        if (!under) void onSubmit(keyProof(name.trim(), key.current?.value ?? ''));
      }}
    >
      <div className="field">
        <label htmlFor={`${id}-name`}>{words.signIn.name}</label>
        <input
          id={`${id}-name`}
          value={name}
          required
          maxLength={100}
          autoComplete="username"
          spellCheck={false}
          autoFocus={!isWithin && known === ''}
          aria-describedby={`${id}-name-hint`}
          onChange={(event) => setName(event.target.value)}
        />
        <p id={`${id}-name-hint`} className="hint">
          {words.signIn.nameHint}
        </p>
      </div>
      <div className="field">
        <label htmlFor={`${id}-key`}>{words.signIn.key}</label>
        <input
          id={`${id}-key`}
          ref={key}
          type="password"
          required
          maxLength={200}
          autoComplete="current-password"
          autoFocus={!isWithin && known !== ''}
          aria-describedby={`${id}-key-hint`}
        />
        <p id={`${id}-key-hint`} className="hint">
          {words.signIn.keyHint}
        </p>
      </div>
      <button type="submit" className="button primary" disabled={under}>
        {under ? words.signIn.under : words.signIn.submit}
      </button>
    </form>
  );
}

function sentence(problem: Problem, speech: Speech, byProvider: boolean): string {
  const { signIn } = speech.words;
  if (problem.kind === 'provider-offline') return signIn.providerOffline;
  if (problem.status === 403) {
    // The route's own sentence names what the token lacks.
    const claim = /the claim "([^"]+)"/.exec(problem.message)?.[1];
    return claim === undefined ? signIn.unknown : signIn.claimMissing(claim);
  }
  if (problem.status === 429 && !byProvider) return signIn.tooMany;
  if (problem.kind === 'refused' || problem.kind === 'signed-out') {
    return byProvider ? signIn.providerFailed : signIn.wrong;
  }
  return said(problem, speech);
}

async function byRedirect(oidc: Oidc): Promise<void> {
  const { begin } = await import('./oidc.ts');
  const { url, kept } = await begin(oidc);
  keep(kept, sessionStorage);
  location.assign(url);
  // The page is about to go: until then nothing else can be done.
  await new Promise(() => undefined);
}

/** In a window of its own, so that what was written stays in this one. */
async function inWindow(oidc: Oidc, onProof: SignInProps['onProof'], given: AbortSignal): Promise<void> {
  // At once: a browser lets a click open a window, and nothing that comes after it.
  const shown = window.open('', 'frontdesk-sign-in', 'popup,width=480,height=680');
  const { begin, finish } = await import('./oidc.ts');
  const { url, kept } = await begin(oidc);
  // The browser keeps windows shut: it must say so itself, leaving would lose what was written.
  if (!shown) throw new Problem('refused');
  if (given.aborted) return;
  shown.location.href = url;
  const channel = new BroadcastChannel(CHANNEL);
  const search = await new Promise<string | undefined>((resolve) => {
    given.addEventListener('abort', () => resolve(undefined));
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'object' && data !== null && 'search' in data && typeof data.search === 'string') {
        resolve(data.search);
      }
    };
  }).finally(() => channel.close());
  if (search !== undefined) await onProof(await finish(oidc, search, kept));
}
