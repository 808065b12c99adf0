/** A call that waits for its first NCCO. */
export type NewCall = IncomingCall | OutgoingCall;

export type Direction = NewCall['direction'];

/** The two ends of a call: E.164 digits of a phone, or what the network wrote instead, such as `anonymous`. */
export interface Parties {
  from?: string;
  to?: string;
}

/** Somebody calls one of the business's numbers. */
export interface IncomingCall extends Parties {
  direction: 'incoming';
}

/** An agent's app calls out. */
export interface OutgoingCall extends Parties {
  direction: 'outgoing';
  /** The agent's name, which is that of the app's user at Vonage. */
  user: string;
  /** As the agent dialled it. Absent where nothing was dialled; empty where what came is no text. */
  dialled?: string;
}
