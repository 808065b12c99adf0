import type { Session } from '../session.ts';

export interface PhonePanelProps {
  session: Session;
  /** Whom the agent wants to call, and when that was asked, ms since the epoch: the same number again is a new wish. */
  dial: { number: string; at: number } | undefined;
}

/** The agent's phone. */
export function PhonePanel(_props: PhonePanelProps) {
  return null;
}
