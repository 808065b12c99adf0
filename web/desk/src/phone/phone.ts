/** A call on the agent's phone. */
export interface PhoneCall {
  id: string;
  direction: 'inbound' | 'outbound';
  /** The other party: E.164 digits, or the name of a user. */
  other: string;
  state: 'ringing' | 'calling' | 'talking';
  muted: boolean;
  /** When it entered this state, ms since the epoch. */
  since: number;
}

/** `off`: it receives no calls; `broken`: it lost the connection and is reconnecting. */
export type Connection = 'off' | 'connecting' | 'on' | 'broken';

/** Immutable: each change makes a new one. */
export interface PhoneState {
  connection: Connection;
  calls: readonly PhoneCall[];
}

/** An agent's phone, by Vonage's client SDK or by the simulated Vonage of a laptop. */
export interface Phone {
  readonly state: PhoneState;
  /** Calls back at each change; returns how to stop that. */
  onChange: (listener: () => void) => () => void;
  /**
   * Connects, or continues the connection with a new token.
   *
   * @throws Error where Vonage rejects the token or cannot be reached
   */
  connect(jwt: string): Promise<void>;
  disconnect(): Promise<void>;
  /** @param number E.164 digits, without `+` */
  dial(number: string): Promise<void>;
  answer(call: string): Promise<void>;
  reject(call: string): Promise<void>;
  hangUp(call: string): Promise<void>;
  mute(call: string, isMuted: boolean): Promise<void>;
  /** Sends keys, `0-9*#`, as DTMF. */
  press(call: string, digits: string): Promise<void>;
}

/** Holds a phone's state and notifies listeners of changes. */
export class PhoneStateStore {
  #state: PhoneState = { connection: 'off', calls: [] };
  readonly #listeners = new Set<() => void>();

  get state(): PhoneState {
    return this.#state;
  }

  onChange = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  setConnection(connection: Connection): void {
    if (connection !== this.#state.connection) this.#set({ ...this.#state, connection });
  }

  setCalls(calls: readonly PhoneCall[]): void {
    this.#set({ ...this.#state, calls });
  }

  find(id: string): PhoneCall | undefined {
    return this.#state.calls.find((call) => call.id === id);
  }

  /** Adds a call, or replaces the one with its id. */
  put(call: PhoneCall): void {
    const others = this.#state.calls.filter(({ id }) => id !== call.id);
    this.setCalls([...others, call]);
  }

  /** Changes a call, unless it is gone. */
  change(id: string, changes: Partial<PhoneCall>): void {
    this.setCalls(this.#state.calls.map((call) => (call.id === id ? { ...call, ...changes } : call)));
  }

  remove(id: string): void {
    this.setCalls(this.#state.calls.filter((call) => call.id !== id));
  }

  #set(state: PhoneState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
