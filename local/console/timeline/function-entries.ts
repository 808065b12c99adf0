import type { Draft } from './draft.ts';
import { within } from './draft.ts';
import type { Tone } from './entry.ts';
import { oneLine, parseIfJson, stringAt, toKebabCase } from './format.ts';
import type { CloudEvents } from './system-event.ts';

export const waitEntry = (event: CloudEvents['invocation-wait']): Draft =>
  within(toKebabCase(event.function), 'invocation', 'waits for an environment');

export function environmentStartEntry(event: CloudEvents['environment-start']): Draft {
  const note = `cold ${Math.round(event.initMs)} ms`;
  return { ...within(toKebabCase(event.function), 'invocation', 'loaded'), ms: event.initMs, note };
}

export const environmentEndEntry = (event: CloudEvents['environment-end']): Draft =>
  within(
    toKebabCase(event.function),
    'invocation',
    event.why === 'idle' ? 'ended: idle' : 'ended: its room was needed',
  );

export function invocationStartEntry(event: CloudEvents['invocation-start']): Draft {
  const lane = toKebabCase(event.function);
  const from = { http: 'API', schedule: lane, 'custom-resource': 'owner', direct: 'owner' }[event.trigger];
  const note = event.cold ? 'cold' : 'warm';
  return { ...within(lane, 'invocation', `invokes ${lane}`), from, note };
}

/** `isRequest`: a request at the API caused the invocation. */
export function invocationEndEntry(event: CloudEvents['invocation-end'], isRequest: boolean): Draft {
  const lane = toKebabCase(event.function);
  const to = isRequest ? 'API' : lane;
  if (event.outcome === 'ok') return { ...within(lane, 'invocation', `${lane} is done`), to, ms: event.ms };
  const title = oneLine(`${lane}: ${event.error ?? event.outcome}`);
  return { ...within(lane, 'invocation', title, 'bad'), to, ms: event.ms, note: event.outcome };
}

export const killedEntry = (event: CloudEvents['killed']): Draft =>
  within(toKebabCase(event.function), 'killed', oneLine(`ended: ${event.reason}`), 'bad');

const TONES: Record<string, Tone> = { info: 'plain', warn: 'warn', error: 'bad' };

/** A log line, titled by its reason or message where it is one of our structured lines. */
export function logEntry({ function: name, line }: CloudEvents['log']): Draft {
  const fields = parseIfJson(line);
  const reason =
    ['reason', 'errorMessage', 'message'].map((key) => stringAt(fields, key)).find(Boolean) ?? line;
  const level = stringAt(fields, 'level') ?? (stringAt(fields, 'errorType') === undefined ? 'info' : 'error');
  return within(toKebabCase(name), 'log', oneLine(`log: ${reason}`), TONES[level] ?? 'plain');
}

export function scheduleEntry(event: CloudEvents['schedule']): Draft {
  const lane = toKebabCase(event.function);
  return { ...within(lane, 'schedule', `time for ${lane}`), from: 'clock' };
}
