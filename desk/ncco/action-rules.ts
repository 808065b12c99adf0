import type * as Model from './ncco.ts';
import type { Rule } from './rules.ts';
import * as rules from './rules.ts';
import { may, must } from './rules.ts';
import { standsForNumber, standsForUrl } from './placeholders.ts';
import { inside, isObject, own, describeValue } from './findings.ts';

const SPOKEN_CHARACTERS = 1500;

/** SSML is measured by what is said: its tags and their attributes do not count. */
const spoken = rules.textThat(
  `a text that is not empty and says at most ${SPOKEN_CHARACTERS} characters`,
  (text) =>
    text.trim() !== '' &&
    (/^\s*<speak[\s/>]/i.test(text) ? text.replace(/<[^<>]*>/g, '').trim() : text).length <=
      SPOKEN_CHARACTERS,
);

/** The rules of one NCCO; where its values are already filled in, no placeholder may be left. */
export function actionRules({ placeholders }: { placeholders: boolean }): {
  [A in Model.NccoAction as A['action']]: Rule<A>;
} {
  const link = rules.url('https?://', (value) => placeholders && standsForUrl(value));
  const e164 = rules.textThat(
    'E.164 digits',
    (value) => /^[1-9][0-9]{6,14}$/.test(value) || (placeholders && standsForNumber(value)),
  );
  const events = { eventUrl: may(rules.oneUrl(link)), eventMethod: may(rules.method) };
  const legs = may(rules.listOf(rules.text));
  const volume = may(rules.number(-1, 1));
  const loop = may(rules.whole(0));
  const named = <A extends string>(name: A) => must(rules.oneOf(name));

  const connectFrom = (from: Rule<string>) =>
    rules.shape<Model.Connect>('connect', {
      action: named('connect'),
      endpoint: must(rules.single(endpoint(e164, link), 'endpoint')),
      from: may(from),
      randomFromNumber: may(rules.flag),
      eventType: may(rules.oneOf('synchronous')),
      timeout: may(rules.number(3, 7200)),
      limit: may(rules.number(1, 7200)),
      machineDetection: may(rules.oneOf('continue', 'hangup')),
      advancedMachineDetection: may(
        rules.shape<Model.AdvancedMachineDetection>('advancedMachineDetection', {
          behavior: may(rules.oneOf('continue', 'hangup')),
          mode: may(rules.oneOf('default', 'detect', 'detect_beep')),
          beepTimeout: may(rules.number(45, 120)),
        }),
      ),
      ...events,
      ringbackTone: may(link),
    });
  const [fromNumber, fromAnybody] = [connectFrom(e164), connectFrom(shownCaller)];

  return {
    talk: rules.shape<Model.Talk>('talk', {
      action: named('talk'),
      text: must(spoken),
      bargeIn: may(rules.flag),
      loop,
      level: volume,
      language: may(rules.language),
      style: may(rules.whole(0)),
      premium: may(rules.flag),
    }),
    stream: rules.shape<Model.Stream>('stream', {
      action: named('stream'),
      streamUrl: must(rules.oneUrl(link)),
      level: volume,
      bargeIn: may(rules.flag),
      loop,
    }),
    input: rules.shape<Model.Input>('input', {
      action: named('input'),
      type: must(inputTypes),
      dtmf: may(
        rules.shape<Model.DtmfSettings>('dtmf', {
          timeOut: may(rules.number(0, 10)),
          maxDigits: may(rules.whole(1, 20)),
          submitOnHash: may(rules.flag),
        }),
      ),
      speech: may(
        rules.shape<Model.SpeechSettings>('speech', {
          uuid: may(rules.single(rules.text, 'leg')),
          endOnSilence: may(rules.number(0.4, 10)),
          language: may(rules.language),
          context: may(rules.listOf(rules.text)),
          startTimeout: may(rules.number(1, 60)),
          maxDuration: may(rules.number(1, 60)),
          sensitivity: may(rules.number(10, 100)),
          saveAudio: may(rules.flag),
        }),
      ),
      ...events,
      mode: may(inputMode),
    }),
    connect: (value, path, findings) => (callsPhone(value) ? fromNumber : fromAnybody)(value, path, findings),
    record: rules.shape<Model.RecordAction>('record', {
      action: named('record'),
      format: may(rules.oneOf('mp3', 'wav', 'ogg')),
      split: may(rules.oneOf('conversation')),
      channels: may(rules.whole(1, 32)),
      endOnSilence: may(rules.number(3, 10)),
      endOnKey: may(rules.matching(/^[0-9*#]$/, 'one key: a digit, * or #')),
      timeOut: may(rules.number(3, 7200)),
      beepStart: may(rules.flag),
      ...events,
      transcription: may(rules.object),
    }),
    conversation: rules.shape<Model.Conversation>('conversation', {
      action: named('conversation'),
      name: must(rules.text),
      musicOnHoldUrl: may(oneOrBare(link)),
      startOnEnter: may(rules.flag),
      endOnExit: may(rules.flag),
      record: may(rules.flag),
      canSpeak: legs,
      canHear: legs,
      mute: may(rules.flag),
      transcription: may(rules.object),
      ...events,
    }),
    notify: rules.shape<Model.Notify>('notify', {
      action: named('notify'),
      payload: must(rules.object),
      eventUrl: must(rules.oneUrl(link)),
      eventMethod: may(rules.method),
    }),
    wait: rules.shape<Model.Wait>('wait', { action: named('wait'), timeout: may(rules.number(0.1, 7200)) }),
    transfer: rules.shape<Model.Transfer>('transfer', {
      action: named('transfer'),
      conversationId: must(rules.text),
      mute: may(rules.flag),
      canSpeak: legs,
      canHear: legs,
    }),
    pay: rules.shape<Model.Pay>('pay', {
      action: named('pay'),
      amount: must(rules.more(0)),
      currency: may(rules.text),
      eventUrl: may(rules.oneUrl(link)),
      prompts: may(rules.listOf(rules.object)),
      voice: may(rules.object),
    }),
  };
}

const inputTypes: Rule<Model.InputType[]> = rules.rule("a list with 'dtmf', 'speech' or both", (value) =>
  Array.isArray(value) &&
  (value.length === 1 || (value.length === 2 && value[0] !== value[1])) &&
  value.every((type) => type === 'dtmf' || type === 'speech')
    ? value
    : undefined,
);

/** Projects misspell it, and their inputs wait for the caller all the same. */
const inputMode: Rule<'synchronous' | 'asynchronous'> = (value, path, findings) => {
  if (value === 'synchronous' || value === 'asynchronous') return value;
  if (typeof value !== 'string' || value.trim() === '') {
    return findings.problem(path, `must be one of synchronous, asynchronous, got ${describeValue(value)}`);
  }
  findings.warn(path, `is none of synchronous, asynchronous: ${describeValue(value)} is read as synchronous`);
  return 'synchronous';
};

/** Whatever a websocket, a SIP address, an app or an extension is told about who calls. */
const shownCaller = rules.rule<string>('a text', (value) => {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : undefined;
});

/** A phone is shown a number, whatever else a text. */
function callsPhone(connect: unknown): boolean {
  const endpoint = own(connect, 'endpoint');
  return Array.isArray(endpoint) && own(endpoint[0], 'type') === 'phone';
}

/** Vonage's own examples write the music's URL both ways. */
const oneOrBare = (link: Rule<string>): Rule<string | Model.OneUrl> => {
  const list = rules.oneUrl(link);
  return (value, path, findings) =>
    Array.isArray(value) ? list(value, path, findings) : link(value, path, findings);
};

const AUDIO = /^\s*audio\/l16\s*;\s*rate\s*=\s*(8000|16000|24000)\s*$/i;

/** A media type, whose case and blanks do not count. */
const audio = rules.rule<string>('audio/l16;rate=8000, 16000 or 24000', (value) => {
  const [, rate] = (typeof value === 'string' && AUDIO.exec(value)) || [];
  return rate === undefined ? undefined : `audio/l16;rate=${rate}`;
});

function endpoint(e164: Rule<string>, link: Rule<string>): Rule<Model.Endpoint> {
  const kinds: { [E in Model.Endpoint as E['type']]: Rule<E> } = {
    phone: rules.shape<Model.PhoneEndpoint>('a phone endpoint', {
      type: must(rules.oneOf('phone')),
      number: must(e164),
      dtmfAnswer: may(rules.matching(/^[0-9*#p]+$/, 'keys to press: digits, *, # and p for a pause')),
      onAnswer: may(
        rules.shape<{ url: string; ringbackTone?: string }>('onAnswer', {
          url: must(link),
          ringbackTone: may(link),
        }),
      ),
    }),
    app: rules.shape<Model.AppEndpoint>('an app endpoint', {
      type: must(rules.oneOf('app')),
      user: must(rules.text),
    }),
    vbc: rules.shape<Model.VbcEndpoint>('a vbc endpoint', {
      type: must(rules.oneOf('vbc')),
      extension: must(rules.text),
    }),
    sip: rules.shape<Model.SipEndpoint>('a sip endpoint', {
      type: must(rules.oneOf('sip')),
      uri: may(rules.url('sips?:', () => false)),
      domain: may(rules.text),
      user: may(rules.text),
      headers: may(rules.object),
      standardHeaders: may(rules.object),
    }),
    websocket: rules.shape<Model.WebsocketEndpoint>('a websocket endpoint', {
      type: must(rules.oneOf('websocket')),
      uri: must(rules.url('wss?://', () => false)),
      'content-type': may(audio),
      headers: may(rules.object),
      authorization: may(rules.object),
    }),
  };
  const known = new Map<unknown, Rule<Model.Endpoint>>(Object.entries(kinds));
  return (value, path, findings) => {
    if (!isObject(value)) return findings.problem(path, `must be an object, got ${describeValue(value)}`);
    const kind = Object.hasOwn(value, 'type') ? known.get(value['type']) : undefined;
    if (kind) return kind(value, path, findings);
    const names = [...known.keys()].join(', ');
    return findings.problem(
      inside(path, 'type'),
      `must be one of ${names}, got ${describeValue(value['type'])}`,
    );
  };
}
