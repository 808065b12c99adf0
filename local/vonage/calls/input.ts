import type { Platform } from '../platform.ts';
import { fetchNcco } from './answers.ts';
import type { Alarm, Call } from './call.ts';
import type { Action, Input } from './ncco.ts';
import { ask, eventTarget, voiceWebhook } from './webhooks.ts';

const TIME_OUT_S = 3;
const MAX_DIGITS = 4;
const SPEECH_START_S = 10;
const END_ON_SILENCE_S = 2;
const MAX_DURATION_S = 60;

/** What the recognition is made to be sure of. */
const CONFIDENCE = '0.95';

interface Heard {
  /** Null when the caller spoke instead. */
  digits: string | null;
  timedOut: boolean;
  text?: string;
  /** Why listening to speech ended; absent when keys ended it. */
  reason?: 'start_timeout' | 'end_on_silence_timeout' | 'max_duration';
}

/** Listens for keys, speech or both, and asks the input's URL what to do with what came first. */
export async function runInput(platform: Platform, call: Call, input: Input): Promise<Action[] | undefined> {
  call.mayBargeIn = false;
  const to = eventTarget(call, input);
  call.note('input', { type: input.type, eventUrl: to?.address });
  if (input.mode === 'asynchronous') {
    call.onKeys = (digits) => {
      if (!to) return;
      for (const key of digits) {
        const parameters = describe(platform, call, input, { digits: key, timedOut: false });
        const webhook = voiceWebhook(platform, call.application, 'input', to, parameters);
        call.events = platform.track(call.events.then(() => ask(platform, call, webhook)));
      }
    };
    return undefined;
  }
  const heard = await listen(call, input);
  if (heard.digits !== null) call.note('digits', { digits: heard.digits, timedOut: heard.timedOut });
  if (heard.text !== undefined) call.note('recognized', { text: heard.text, reason: heard.reason });
  if (!to) return undefined;
  return fetchNcco(platform, call, 'input', to, describe(platform, call, input, heard), {
    mayBeEmpty: true,
  });
}

/** Waits for what comes first: keys shut the ear to speech, and speech to keys. */
async function listen(call: Call, input: Input): Promise<Heard> {
  const hearsKeys = input.type.includes('dtmf');
  const hearsSpeech = input.type.includes('speech');
  const { timeOut = TIME_OUT_S, maxDigits = MAX_DIGITS, submitOnHash = false } = input.dtmf ?? {};
  const {
    startTimeout = SPEECH_START_S,
    endOnSilence = END_ON_SILENCE_S,
    maxDuration = MAX_DURATION_S,
  } = input.speech ?? {};
  const after = (seconds: number): Alarm => call.alarm(seconds * 1000);
  const alarms: { keys?: Alarm; start?: Alarm; silence?: Alarm; longest?: Alarm } = {
    ...(hearsKeys && { keys: after(timeOut) }),
    ...(hearsSpeech && { start: after(startTimeout) }),
  };
  const stop = (name: keyof typeof alarms): void => {
    alarms[name]?.cancel();
    delete alarms[name];
  };
  let digits = '';
  let text: string | undefined;
  call.clearQueue();
  try {
    for (;;) {
      const stimulus = await call.next(hearsKeys ? 'digits' : 'speech');
      if (stimulus.type === 'digits' && hearsKeys && text === undefined) {
        for (const key of stimulus.digits) {
          if (key === '#' && submitOnHash) return { digits, timedOut: false };
          digits += key;
          if (digits.length >= maxDigits) return { digits, timedOut: false };
        }
        stop('start');
        stop('keys');
        alarms.keys = after(timeOut);
      } else if (stimulus.type === 'speech' && hearsSpeech && digits === '') {
        text = text === undefined ? stimulus.text : `${text} ${stimulus.text}`;
        stop('start');
        stop('keys');
        stop('silence');
        alarms.silence = after(stimulus.seconds + endOnSilence);
        alarms.longest ??= after(maxDuration);
      } else if (stimulus.type === 'time') {
        const { alarm } = stimulus;
        if (alarm === alarms.silence?.id) return spoken(text, 'end_on_silence_timeout');
        if (alarm === alarms.longest?.id) return spoken(text, 'max_duration');
        if (alarm === alarms.keys?.id) stop('keys');
        else if (alarm === alarms.start?.id) stop('start');
        else continue;
        // Whoever listens for both gives up when both have been waited for.
        if (digits !== '' || (!alarms.keys && !alarms.start))
          return { digits: hearsKeys ? digits : null, timedOut: true, reason: 'start_timeout' };
      }
    }
  } finally {
    for (const alarm of Object.values(alarms)) alarm.cancel();
  }
}

const spoken = (text: string | undefined, reason: NonNullable<Heard['reason']>): Heard => ({
  digits: null,
  timedOut: false,
  ...(text !== undefined && { text }),
  reason,
});

function describe(
  platform: Platform,
  call: Call,
  { type }: Input,
  { digits, timedOut, text, reason }: Heard,
) {
  return {
    ...(type.includes('speech') && {
      speech: {
        ...(reason && { timeout_reason: reason }),
        results: text === undefined ? [] : [{ confidence: CONFIDENCE, text }],
      },
    }),
    ...(type.includes('dtmf') && {
      dtmf: call.dtmfFormat === 'legacy' ? (digits ?? '') : { digits, timed_out: timedOut },
    }),
    from: call.main.from,
    to: call.main.to,
    uuid: call.main.id,
    conversation_uuid: call.conversation,
    timestamp: platform.now(),
  };
}
