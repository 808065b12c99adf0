import type { CloudEvent } from '../../cloud/events.ts';
import type { Entry, Tone } from './entry.ts';
import type { OpenRequest } from './links.ts';
import { kebab, lasting, oneLine, parsed, textIn } from './words.ts';

/** An entry, but for where it stands. */
export type Draft = Omit<Entry, 'id' | 'at' | 'exchange'>;

const READS = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan']);
/** Answers of a table that are part of the work: somebody else was faster, or it is to be tried again. */
const EXPECTED = /^(ConditionalCheckFailed|TransactionCanceled|ProvisionedThroughputExceeded)/;

const toneOf = (status: number): Tone =>
  status >= 500 || status === 0 ? 'bad' : status >= 400 ? 'warn' : 'good';

/** Who calls a route, where no webhook of Vonage does. */
function callerOf({ method, path }: { method: string; path: string }): string {
  if ((path === '/notify' && method === 'POST') || path.startsWith('/api/deliveries')) return 'shop';
  return path.startsWith('/api/') ? 'app' : 'browser';
}

/** A line of the timeline for what happened in the local cloud; undefined for what another line tells already. */
export function cloudEntry(
  event: CloudEvent,
  requestOf: (requestId: string) => OpenRequest | undefined,
): Draft | undefined {
  switch (event.kind) {
    case 'request': {
      const { method, path } = event;
      const isWebhook = requestOf(event.requestId)?.isWebhook ?? false;
      return {
        kind: 'request',
        from: isWebhook ? 'API' : callerOf(event),
        to: 'API',
        title: oneLine(`${method} ${path}`),
        tone: 'plain',
        ...(event.route === undefined && { note: 'no route' }),
      };
    }
    case 'response': {
      const request = requestOf(event.requestId);
      const what = request ? `${request.method} ${request.path} → ` : '';
      return {
        kind: 'response',
        from: 'API',
        to: !request || request.isWebhook ? 'API' : callerOf(request),
        title: oneLine(`${what}${event.status}`),
        tone: toneOf(event.status),
        ms: event.ms,
      };
    }
    case 'access-log':
      return undefined;
    case 'invocation-wait': {
      const lane = kebab(event.function);
      return { kind: 'invocation', from: lane, to: lane, title: 'waits for an environment', tone: 'plain' };
    }
    case 'environment-end': {
      const lane = kebab(event.function);
      const title = event.why === 'idle' ? 'ended: idle' : 'ended: its room was needed';
      return { kind: 'invocation', from: lane, to: lane, title, tone: 'plain' };
    }
    case 'environment-start': {
      const lane = kebab(event.function);
      const note = `cold ${Math.round(event.initMs)} ms`;
      return {
        kind: 'invocation',
        from: lane,
        to: lane,
        title: 'loaded',
        tone: 'plain',
        ms: event.initMs,
        note,
      };
    }
    case 'invocation-start': {
      const lane = kebab(event.function);
      const from = { http: 'API', schedule: lane, 'custom-resource': 'owner', direct: 'owner' }[
        event.trigger
      ];
      const note = event.cold ? 'cold' : 'warm';
      return { kind: 'invocation', from, to: lane, title: `invokes ${lane}`, tone: 'plain', note };
    }
    case 'invocation-end': {
      const lane = kebab(event.function);
      const isRight = event.outcome === 'ok';
      return {
        kind: 'invocation',
        from: lane,
        to: requestOf(event.requestId) ? 'API' : lane,
        title: isRight ? `${lane} is done` : oneLine(`${lane}: ${event.error ?? event.outcome}`),
        tone: isRight ? 'plain' : 'bad',
        ms: event.ms,
        ...(!isRight && { note: event.outcome }),
      };
    }
    case 'log':
      return logEntry(kebab(event.function), event.line);
    case 'killed': {
      const lane = kebab(event.function);
      return { kind: 'killed', from: lane, to: lane, title: oneLine(`ended: ${event.reason}`), tone: 'bad' };
    }
    case 'outgoing': {
      const answer = event.status === 0 ? (event.error ?? 'no answer') : String(event.status);
      return {
        kind: 'vonage-api',
        from: 'Vonage',
        to: kebab(event.function),
        title: oneLine(`${event.method} ${event.path} → ${answer}`),
        tone: toneOf(event.status),
        ms: event.ms,
      };
    }
    case 'dynamodb': {
      const unit = READS.has(event.operation) ? 'RCU' : 'WCU';
      const isRight = event.status === 200;
      return {
        kind: 'dynamodb',
        from: event.function === undefined ? 'owner' : kebab(event.function),
        to: oneLine(event.tables[0] ?? 'DynamoDB'),
        title: oneLine([event.operation, event.tables.join(', ')].join(' ').trim()),
        tone: isRight ? 'plain' : EXPECTED.test(event.error ?? '') ? 'warn' : 'bad',
        ms: event.ms,
        ...(isRight
          ? event.capacity !== undefined && { note: `${event.capacity} ${unit}` }
          : { note: oneLine(event.error ?? String(event.status)) }),
      };
    }
    case 'secrets':
      return {
        kind: 'secrets',
        from: event.function === undefined ? 'owner' : kebab(event.function),
        to: 'Secrets Manager',
        title: oneLine([event.operation, event.secret].filter(Boolean).join(' ')),
        tone: event.status === 200 ? 'plain' : 'bad',
        ...(event.error !== undefined && { note: event.error }),
      };
    case 'schedule': {
      const lane = kebab(event.function);
      return { kind: 'schedule', from: 'clock', to: lane, title: `time for ${lane}`, tone: 'plain' };
    }
    case 'custom-resource': {
      const title = oneLine(`${event.requestType} ${event.resource}: ${event.status}`);
      const tone = event.status === 'SUCCESS' ? 'good' : 'bad';
      return { kind: 'setup', from: 'owner', to: 'owner', title, tone };
    }
    case 'faults':
      return faultEntry('the cloud', event.faults);
    case 'clock':
      return {
        kind: 'clock',
        from: 'clock',
        to: 'clock',
        title: `the clock goes forward by ${lasting(event.advancedMs)}`,
        tone: 'plain',
      };
  }
}

const LEVELS: Record<string, Tone> = { info: 'plain', warn: 'warn', error: 'bad' };

function logEntry(lane: string, line: string): Draft {
  const said = parsed(line);
  const reason = ['reason', 'errorMessage', 'message'].map((key) => textIn(said, key)).find(Boolean) ?? line;
  const level = textIn(said, 'level') ?? (textIn(said, 'errorType') === undefined ? 'info' : 'error');
  const tone = LEVELS[level] ?? 'plain';
  return { kind: 'log', from: lane, to: lane, title: oneLine(`log: ${reason}`), tone };
}

/** What is made to go wrong, by whose hand: an owner's. */
export function faultEntry(where: string, faults: unknown): Draft {
  const isOn = Object.values(faults ?? {}).some(
    (group) => Object.keys((group as object | null) ?? {}).length > 0,
  );
  const title = isOn ? oneLine(`faults of ${where}: ${JSON.stringify(faults)}`) : `no faults of ${where}`;
  return { kind: 'fault', from: 'owner', to: 'owner', title, tone: isOn ? 'warn' : 'plain' };
}
