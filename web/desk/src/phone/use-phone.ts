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
    let isOver = false;
    let opened: Phone | undefined;
    void openPhone(session).then(
      (found) => {
        if (isOver) return;
        opened = found;
        setPhone(found);
      },
      () => undefined,
    );
    return () => {
      isOver = true;
      setPhone(undefined);
      void opened?.disconnect().catch(() => undefined);
    };
  }, [session]);

  useEffect(() => {
    if (!phone) return;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const connect = (attempt: number): void => {
      clearTimeout(timer);
      phone.connect(session.jwt()).catch(() => {
        const wait = WAITS[Math.min(attempt, WAITS.length - 1)];
        if (!isOver) timer = setTimeout(() => connect(attempt + 1), wait);
      });
    };
    connect(0);
    const stop = session.onRenewed(() => connect(0));
    return () => {
      isOver = true;
      clearTimeout(timer);
      stop();
    };
  }, [phone, session, wish]);

  const state = useSyncExternalStore(phone?.onChange ?? never, () => phone?.state ?? SILENT);
  return { phone, state, connect: () => setWish((before) => before + 1) };
}

const never = (): (() => void) => () => undefined;
