import { useId, useRef, useState, type SubmitEvent } from 'react';
import { keyCredentials, type CredentialSource } from '../session.ts';
import { useSpeech } from '../words/index.ts';

/** The console, which frames this page, signs in by itself: the focus stays where the person types. */
const isFramed = window.parent !== window;

interface KeyFormProps {
  /** The name of the agent who was signed in before; else empty. */
  lastName: string;
  isBusy: boolean;
  onSubmit: (credentials: CredentialSource) => Promise<void>;
}

/** Signs in with a name and a key. */
export function KeyForm({ lastName, isBusy, onSubmit }: KeyFormProps) {
  const { words } = useSpeech();
  const id = useId();
  const key = useRef<HTMLInputElement>(null);
  const [name, setName] = useState(lastName);
  return (
    <form
      onSubmit={(event: SubmitEvent) => {
        event.preventDefault();
        if (!isBusy) void onSubmit(keyCredentials(name.trim(), key.current?.value ?? ''));
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
          autoFocus={!isFramed && lastName === ''}
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
          autoFocus={!isFramed && lastName !== ''}
          aria-describedby={`${id}-key-hint`}
        />
        <p id={`${id}-key-hint`} className="hint">
          {words.signIn.keyHint}
        </p>
      </div>
      <button type="submit" className="button primary" disabled={isBusy}>
        {isBusy ? words.signIn.submitting : words.signIn.submit}
      </button>
    </form>
  );
}
