/** A call as the agent's phone has it. */
export interface PhoneCall {
  id: string;
  direction: 'inbound' | 'outbound';
  /** The other side: E.164 digits, or the name of a user. */
  other: string;
  state: 'ringing' | 'calling' | 'talking';
  muted: boolean;
  /** Since when it is in this state, ms since the epoch. */
  since: number;
}

/** `off`: it takes no calls; `broken`: it lost Vonage and tries to find it again. */
export type Connection = 'off' | 'connecting' | 'on' | 'broken';

/** What a phone shows at one moment; a new object at each change. */
export interface PhoneState {
  connection: Connection;
  calls: readonly PhoneCall[];
}

/** An agent's phone: the same for Vonage's client SDK and for the simulated Vonage of a laptop. */
export interface Phone {
  readonly state: PhoneState;
  /** Calls `listener` at each change; returns how to stop that. */
  onChange: (listener: () => void) => () => void;
  /**
   * Connects, or goes on with a new token.
   *
   * @throws Error where Vonage does not take the token, or is not there
   */
  connect(jwt: string): Promise<void>;
  disconnect(): Promise<void>;
  /** @param number E.164 digits, without `+` */
  dial(number: string): Promise<void>;
  answer(call: string): Promise<void>;
  reject(call: string): Promise<void>;
  hangUp(call: string): Promise<void>;
  mute(call: string, isMuted: boolean): Promise<void>;
  /** Presses keys, `0-9*#`, that the other side hears. */
  press(call: string, digits: string): Promise<void>;
}

/** The state of a phone and who is to be told of it: what both phones have alike. */
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

  connection(connection: Connection): void {
    if (connection !== this.#state.connection) this.#set({ ...this.#state, connection });
  }

  calls(calls: readonly PhoneCall[]): void {
    this.#set({ ...this.#state, calls });
  }

  find(id: string): PhoneCall | undefined {
    return this.#state.calls.find((call) => call.id === id);
  }

  /** Puts a call on the board, or in the place of the one with its id. */
  put(call: PhoneCall): void {
    const others = this.#state.calls.filter(({ id }) => id !== call.id);
    this.calls([...others, call]);
  }

  /** Changes a call that is still there. */
  change(id: string, changes: Partial<PhoneCall>): void {
    this.calls(this.#state.calls.map((call) => (call.id === id ? { ...call, ...changes } : call)));
  }

  remove(id: string): void {
    this.calls(this.#state.calls.filter((call) => call.id !== id));
  }

  #set(state: PhoneState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
