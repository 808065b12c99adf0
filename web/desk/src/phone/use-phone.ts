import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Session } from '../session.ts';
import { openPhone } from './open-phone.ts';
import type { Phone, PhoneState } from './phone.ts';

const SILENT: PhoneState = { connection: 'connecting', calls: [] };
/** Between two tries to connect, ms. */
const WAITS = [2_000, 5_000, 15_000, 30_000];

/** The session's phone: it connects when the agent signs in, tries again when it cannot, and goes with the session. */
export function usePhone(session: Session): {
  phone: Phone | undefined;
  state: PhoneState;
  connect: () => void;
} {
  const [phone, setPhone] = useState<Phone>();
  const [wish, setWish] = useState(0);

  useEffect(() => {
    let opened: Phone | undefined;
    const stop = untilDone(async (isOver) => {
      const found = await openPhone(session);
      if (isOver()) return;
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
    const connect = (): (() => void) => untilDone(() => phone.connect(session.jwt()));
    let stop = connect();
    const stopListening = session.onRenewed(() => {
      stop();
      stop = connect();
    });
    return () => {
      stopListening();
      stop();
    };
  }, [phone, session, wish]);

  const state = useSyncExternalStore(phone?.onChange ?? never, () => phone?.state ?? SILENT);
  return { phone, state, connect: () => setWish((before) => before + 1) };
}

const never = (): (() => void) => () => undefined;

/** Tries `work` until it is done, with longer and longer pauses; returns how to stop trying. */
function untilDone(work: (isOver: () => boolean) => Promise<void>): () => void {
  let isOver = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const attempt = (count: number): void => {
    work(() => isOver).catch(() => {
      const wait = WAITS[Math.min(count, WAITS.length - 1)];
      if (!isOver) timer = setTimeout(() => attempt(count + 1), wait);
    });
  };
  attempt(0);
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
