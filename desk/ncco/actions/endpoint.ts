import { isObject } from '../../json-value.ts';
import { describeValue, inside } from '../findings.ts';
import type {
  AppEndpoint,
  Endpoint,
  PhoneEndpoint,
  SipEndpoint,
  VbcEndpoint,
  WebsocketEndpoint,
} from '../ncco.ts';
import * as rules from '../rules.ts';
import { optional, required, type Rule } from '../rules.ts';
import type { ValueRules } from './values.ts';

type EndpointRules = { [E in Endpoint as E['type']]: Rule<E> };

/** The rule of the one endpoint of a connect, by its type. */
export function endpoint(values: ValueRules): Rule<Endpoint> {
  const kinds: EndpointRules = { phone: phone(values), app, vbc, sip, websocket };
  const byType = new Map<unknown, Rule<Endpoint>>(Object.entries(kinds));
  return (value, path, findings) => {
    if (!isObject(value)) return findings.problem(path, `must be an object, got ${describeValue(value)}`);
    const kind = Object.hasOwn(value, 'type') ? byType.get(value['type']) : undefined;
    if (kind) return kind(value, path, findings);
    const names = [...byType.keys()].join(', ');
    return findings.problem(
      inside(path, 'type'),
      `must be one of ${names}, got ${describeValue(value['type'])}`,
    );
  };
}

const phone = ({ link, e164 }: ValueRules): Rule<PhoneEndpoint> =>
  rules.shape<PhoneEndpoint>('a phone endpoint', {
    type: required(rules.oneOf('phone')),
    number: required(e164),
    dtmfAnswer: optional(rules.matching(/^[0-9*#p]+$/, 'keys to press: digits, *, # and p for a pause')),
    onAnswer: optional(
      rules.shape<{ url: string; ringbackTone?: string }>('onAnswer', {
        url: required(link),
        ringbackTone: optional(link),
      }),
    ),
  });

const app = rules.shape<AppEndpoint>('an app endpoint', {
  type: required(rules.oneOf('app')),
  user: required(rules.text),
});

const vbc = rules.shape<VbcEndpoint>('a vbc endpoint', {
  type: required(rules.oneOf('vbc')),
  extension: required(rules.text),
});

const sip = rules.shape<SipEndpoint>('a sip endpoint', {
  type: required(rules.oneOf('sip')),
  uri: optional(rules.url('sips?:', () => false)),
  domain: optional(rules.text),
  user: optional(rules.text),
  headers: optional(rules.object),
  standardHeaders: optional(rules.object),
});

const AUDIO = /^\s*audio\/l16\s*;\s*rate\s*=\s*(8000|16000|24000)\s*$/i;

/** A media type, written without blanks and in lower case. */
const audio = rules.rule<string>('audio/l16;rate=8000, 16000 or 24000', (value) => {
  const [, rate] = (typeof value === 'string' && AUDIO.exec(value)) || [];
  return rate === undefined ? undefined : `audio/l16;rate=${rate}`;
});

const websocket = rules.shape<WebsocketEndpoint>('a websocket endpoint', {
  type: required(rules.oneOf('websocket')),
  uri: required(rules.url('wss?://', () => false)),
  'content-type': optional(audio),
  headers: optional(rules.object),
  authorization: optional(rules.object),
});
