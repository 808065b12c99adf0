import { useEffect } from 'react';
import { keyCredentials, type CredentialSource } from '../session.ts';
import { credentialsIn, READY } from './from-console.ts';

/** Only the console of a laptop frames the desk; the deployed bundle does not contain this. */
const MAY_BE_FRAMED = import.meta.env.VITE_SIMULATOR === 'yes';

/** Signs in with what the console sends, where the console frames this page. */
export function useConsoleSignIn(signIn: (credentials: CredentialSource) => Promise<void>): void {
  useEffect(() => {
    if (!MAY_BE_FRAMED || window.parent === window) return;
    function onMessage(event: MessageEvent<unknown>): void {
      const credentials = credentialsIn(event, window.parent);
      if (!credentials) return;
      removeEventListener('message', onMessage);
      void signIn(keyCredentials(credentials.name, credentials.key)).catch(() => undefined);
    }
    addEventListener('message', onMessage);
    // To any origin: the parent is not known yet, and the message holds nothing secret.
    window.parent.postMessage(READY, '*');
    return () => removeEventListener('message', onMessage);
  }, [signIn]);
}
