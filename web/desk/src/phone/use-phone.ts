import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Session } from '../session.ts';
import { openPhone } from './open-phone.ts';
import type { Phone, PhoneState } from './phone.ts';

const NO_PHONE: PhoneState = { connection: 'connecting', calls: [] };
/** The pauses between attempts to connect, ms; the last one repeats. */
const PAUSES_MS = [2_000, 5_000, 15_000, 30_000];

/** The session's phone: connects when the session begins, retries when that fails, and disconnects when it ends. */
export function usePhone(session: Session): {
  phone: Phone | undefined;
  state: PhoneState;
  connect: () => void;
} {
  const [phone, setPhone] = useState<Phone>();
  const [attempts, setAttempts] = useState(0);

  useEffect(() => {
    let opened: Phone | undefined;
    const stop = retry(async (isStopped) => {
      const found = await openPhone(session);
      if (isStopped()) return;
      opened = found;
      setPhone(found);
    });
    return () => {
      stop();
      setPhone(undefined);
      void opened?.disconnect().catch(() => undefined);
    };
  }, [session]);

  useEffect(() => {
    if (!phone) return;
    const connect = (): (() => void) => retry(() => phone.connect(session.jwt()));
    let stop = connect();
    const stopListening = session.onRenewed(() => {
      stop();
      stop = connect();
    });
    return () => {
      stopListening();
      stop();
    };
  }, [phone, session, attempts]);

  const state = useSyncExternalStore(phone?.onChange ?? never, () => phone?.state ?? NO_PHONE);
  return { phone, state, connect: () => setAttempts((before) => before + 1) };
}

const never = (): (() => void) => () => undefined;

/** Repeats `work` until it succeeds, with growing pauses; returns how to stop. */
function retry(work: (isStopped: () => boolean) => Promise<void>): () => void {
  let isStopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const attempt = (count: number): void => {
    work(() => isStopped).catch(() => {
      const wait = PAUSES_MS[Math.min(count, PAUSES_MS.length - 1)];
      if (!isStopped) timer = setTimeout(() => attempt(count + 1), wait);
    });
  };
  attempt(0);
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
