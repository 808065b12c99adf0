import { useCallback, useRef, useState } from 'react';
import type { Problem } from './problem.ts';
import { openSession, type CredentialSource, type Session } from './session.ts';
import type { Drafts } from './thread/drafts.ts';

interface SessionControl {
  session: Session | undefined;
  /** Why the last session ended, unless the agent signed out. */
  ended: Problem | undefined;
  /** The agent of the last session, unless the agent signed out; else empty. */
  lastName: string;
  /** @throws Problem */
  signIn: (credentials: CredentialSource) => Promise<void>;
  signOut: () => void;
}

/** Signs agents in and out. Drafts survive a session that expired, and are deleted when another agent signs in. */
export function useSession(drafts: Drafts): SessionControl {
  const [session, setSession] = useState<Session>();
  const [ended, setEnded] = useState<Problem>();
  const lastName = useRef('');

  const signIn = useCallback(
    async (credentials: CredentialSource) => {
      const opened = await openSession(credentials, {
        onEnd: (problem) => {
          setEnded(problem);
          setSession(undefined);
        },
      });
      if (lastName.current !== opened.name) drafts.clear();
      lastName.current = opened.name;
      setEnded(undefined);
      setSession(opened);
    },
    [drafts],
  );

  function signOut(): void {
    session?.end();
    drafts.clear();
    lastName.current = '';
    setEnded(undefined);
    setSession(undefined);
  }

  return { session, ended, lastName: lastName.current, signIn, signOut };
}
