import { isObject } from '../../json-value.ts';
import { describeValue, inside, type Findings } from '../findings.ts';
import type { DtmfSettings, Input, InputType, SpeechSettings } from '../ncco.ts';
import * as rules from '../rules.ts';
import { optional, required, type Rule } from '../rules.ts';
import { actionReader, named, optionPath, type Position } from './reader.ts';
import { eventOptions, type ValueRules } from './values.ts';

const types: Rule<InputType[]> = rules.rule("a list with 'dtmf', 'speech' or both", (value) =>
  Array.isArray(value) &&
  (value.length === 1 || (value.length === 2 && value[0] !== value[1])) &&
  value.every((type) => type === 'dtmf' || type === 'speech')
    ? value
    : undefined,
);

/** Projects misspell it, and Vonage waits for the caller all the same. */
const mode: Rule<'synchronous' | 'asynchronous'> = (value, path, findings) => {
  if (value === 'synchronous' || value === 'asynchronous') return value;
  if (typeof value !== 'string' || value.trim() === '') {
    return findings.problem(path, `must be one of synchronous, asynchronous, got ${describeValue(value)}`);
  }
  findings.warn(path, `is none of synchronous, asynchronous: ${describeValue(value)} is read as synchronous`);
  return 'synchronous';
};

const dtmf = rules.shape<DtmfSettings>('dtmf', {
  timeOut: optional(rules.number(0, 10)),
  maxDigits: optional(rules.integer(1, 20)),
  submitOnHash: optional(rules.boolean),
});

const speech = rules.shape<SpeechSettings>('speech', {
  uuid: optional(rules.listOfOne(rules.text, 'leg')),
  endOnSilence: optional(rules.number(0.4, 10)),
  language: optional(rules.language),
  context: optional(rules.listOf(rules.text)),
  startTimeout: optional(rules.number(1, 60)),
  maxDuration: optional(rules.number(1, 60)),
  sensitivity: optional(rules.number(10, 100)),
  saveAudio: optional(rules.boolean),
});

export function input(values: ValueRules) {
  const read = actionReader(
    rules.shape<Input>('input', {
      action: named('input'),
      type: required(types),
      dtmf: optional(dtmf),
      speech: optional(speech),
      ...eventOptions(values),
      mode: optional(mode),
    }),
    settingsFitType,
  );
  return (value: unknown, position: Position, findings: Findings) =>
    read(withoutLegacy(value, position.path, findings), position, findings);
}

function settingsFitType(action: Input, position: Position, findings: Findings): void {
  for (const type of ['dtmf', 'speech'] as const) {
    if (action[type] !== undefined && !action.type.includes(type)) {
      findings.warn(optionPath(position, type), `counts only when type holds '${type}'`);
    }
  }
  if (action.mode === 'asynchronous' && Object.keys(action.dtmf ?? {}).length > 0) {
    findings.warn(optionPath(position, 'dtmf'), 'must be left out when mode is asynchronous');
  }
}

const LEGACY_SETTINGS = ['timeOut', 'maxDigits', 'submitOnHash'];

/** The tutorial's `input` has no type, and the settings of today's `dtmf` stand beside its eventUrl. */
function withoutLegacy(value: unknown, path: string, findings: Findings): unknown {
  if (!isObject(value) || Object.hasOwn(value, 'type') || Object.hasOwn(value, 'speech')) return value;
  findings.warn(inside(path, 'type'), "is missing: read as ['dtmf'], the way it was before types");
  const { action, ...rest } = value;
  const options = Object.entries(rest);
  const settings = options.filter(([key]) => LEGACY_SETTINGS.includes(key));
  if (settings.length === 0 || Object.hasOwn(value, 'dtmf')) return { action, type: ['dtmf'], ...rest };
  for (const [key] of settings) {
    findings.warn(inside(path, key), 'stands in dtmf today: read as if it stood there');
  }
  return {
    action,
    type: ['dtmf'],
    dtmf: Object.fromEntries(settings),
    ...Object.fromEntries(options.filter(([key]) => !LEGACY_SETTINGS.includes(key))),
  };
}
