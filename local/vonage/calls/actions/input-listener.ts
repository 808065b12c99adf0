import type { Alarm, Call } from '../call.ts';
import type { Input } from '../ncco.ts';
import type { Stimulus } from '../stimulus.ts';

const TIME_OUT_S = 3;
const MAX_DIGITS = 4;
const SPEECH_START_S = 10;
const END_ON_SILENCE_S = 2;
const MAX_DURATION_S = 60;

/** What an input received. */
export interface InputResult {
  /** Null when the caller spoke instead. */
  digits: string | null;
  timedOut: boolean;
  text?: string;
  /** Why recognition of speech ended; absent when keys ended it. */
  reason?: 'start_timeout' | 'end_on_silence_timeout' | 'max_duration';
}

/** Waits for what comes first: once a key is pressed speech is ignored, and once the caller speaks keys are. */
export async function listen(call: Call, input: Input): Promise<InputResult> {
  const listener = new InputListener(input, (seconds) => call.alarm(seconds * 1000));
  call.clearQueue();
  try {
    for (;;) {
      const stimulus = await call.next(input.type.includes('dtmf') ? 'digits' : 'speech');
      const result = listener.receive(stimulus);
      if (result) return result;
    }
  } finally {
    listener.stop();
  }
}

/** `keys` and `start` limit the wait for the next key and for the first word; `silence` and `longest` limit speech. */
type Limit = 'keys' | 'start' | 'silence' | 'longest';

class InputListener {
  readonly #takesKeys: boolean;
  readonly #takesSpeech: boolean;
  readonly #keys: { timeOut: number; maxDigits: number; submitOnHash: boolean };
  readonly #speech: { endOnSilence: number; maxDuration: number };
  readonly #startAlarm: (seconds: number) => Alarm;
  readonly #alarms = new Map<Limit, Alarm>();
  #digits = '';
  #text: string | undefined;

  constructor({ type, dtmf = {}, speech = {} }: Input, startAlarm: (seconds: number) => Alarm) {
    const { timeOut = TIME_OUT_S, maxDigits = MAX_DIGITS, submitOnHash = false } = dtmf;
    const { startTimeout = SPEECH_START_S, endOnSilence = END_ON_SILENCE_S } = speech;
    const { maxDuration = MAX_DURATION_S } = speech;
    this.#takesKeys = type.includes('dtmf');
    this.#takesSpeech = type.includes('speech');
    this.#keys = { timeOut, maxDigits, submitOnHash };
    this.#speech = { endOnSilence, maxDuration };
    this.#startAlarm = startAlarm;
    if (this.#takesKeys) this.#restart('keys', timeOut);
    if (this.#takesSpeech) this.#restart('start', startTimeout);
  }

  /** The result, once a stimulus completes it. */
  receive(stimulus: Stimulus): InputResult | undefined {
    switch (stimulus.type) {
      case 'digits':
        return this.#takesKeys && this.#text === undefined ? this.#press(stimulus.digits) : undefined;
      case 'speech':
        if (this.#takesSpeech && this.#digits === '') this.#hear(stimulus.text, stimulus.seconds);
        return undefined;
      case 'time':
        return this.#expire(stimulus.alarm);
      case 'leg':
      case 'instead':
        return undefined;
    }
  }

  stop(): void {
    for (const alarm of this.#alarms.values()) alarm.cancel();
  }

  #press(keys: string): InputResult | undefined {
    const { timeOut, maxDigits, submitOnHash } = this.#keys;
    for (const key of keys) {
      if (key === '#' && submitOnHash) return { digits: this.#digits, timedOut: false };
      this.#digits += key;
      if (this.#digits.length >= maxDigits) return { digits: this.#digits, timedOut: false };
    }
    this.#cancel('start');
    this.#restart('keys', timeOut);
    return undefined;
  }

  #hear(text: string, seconds: number): void {
    const { endOnSilence, maxDuration } = this.#speech;
    this.#text = this.#text === undefined ? text : `${this.#text} ${text}`;
    this.#cancel('start');
    this.#cancel('keys');
    this.#restart('silence', seconds + endOnSilence);
    if (!this.#alarms.has('longest')) this.#restart('longest', maxDuration);
  }

  #expire(alarm: symbol): InputResult | undefined {
    const [expired] = [...this.#alarms].find(([, { id }]) => id === alarm) ?? [];
    switch (expired) {
      case undefined:
        return undefined;
      case 'silence':
        return this.#spoken('end_on_silence_timeout');
      case 'longest':
        return this.#spoken('max_duration');
      case 'keys':
      case 'start':
        this.#cancel(expired);
        return this.#givesUp() ? this.#nothingMore() : undefined;
    }
  }

  /** An input for both keys and speech gives up when both have been waited for. */
  #givesUp(): boolean {
    return this.#digits !== '' || !(this.#alarms.has('keys') || this.#alarms.has('start'));
  }

  #nothingMore(): InputResult {
    return { digits: this.#takesKeys ? this.#digits : null, timedOut: true, reason: 'start_timeout' };
  }

  #spoken(reason: NonNullable<InputResult['reason']>): InputResult {
    const text = this.#text;
    return { digits: null, timedOut: false, ...(text !== undefined && { text }), reason };
  }

  #restart(limit: Limit, seconds: number): void {
    this.#cancel(limit);
    this.#alarms.set(limit, this.#startAlarm(seconds));
  }

  #cancel(limit: Limit): void {
    this.#alarms.get(limit)?.cancel();
    this.#alarms.delete(limit);
  }
}
