import type { WebhookTarget } from './webhook-target.ts';

export type LegState =
  | 'started'
  | 'ringing'
  | 'answered'
  | 'busy'
  | 'cancelled'
  | 'unanswered'
  | 'rejected'
  | 'failed'
  | 'timeout'
  | 'completed';

/** Whom a leg reaches: the one property that fits its kind. */
export interface LegAddress {
  readonly user?: string;
  readonly number?: string;
  /** Of a SIP or WebSocket leg. */
  readonly uri?: string;
  readonly extension?: string;
}

/** One party's connection to the call. */
export interface Leg extends LegAddress {
  readonly id: string;
  /** The endpoint's type: `phone`, `app`, `sip`, … */
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly direction: 'inbound' | 'outbound';
  /** The event URL of the connect that created the leg; without it, the call's applies. */
  readonly eventsTo?: WebhookTarget | undefined;
  state: LegState;
  detail?: string;
  /** The others do not hear it. */
  muted?: boolean;
  /** It does not hear the others. */
  earmuffed?: boolean;
  /** Milliseconds since the epoch. */
  answeredAt?: number;
  /** Milliseconds since the epoch. */
  endedAt?: number;
}

/** Whether the leg is being called or connected. */
export const isInProgress = ({ state }: Pick<Leg, 'state'>): boolean =>
  state === 'started' || state === 'ringing' || state === 'answered';

/** A leg's address alone. */
export function addressOf({ user, number, uri, extension }: LegAddress): Record<string, string> {
  return {
    ...(user !== undefined && { user }),
    ...(number !== undefined && { number }),
    ...(uri !== undefined && { uri }),
    ...(extension !== undefined && { extension }),
  };
}
