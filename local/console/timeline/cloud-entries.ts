import type { CloudEvent } from '../../cloud/events.ts';
import { dynamodbEntry, secretsEntry } from './data-entries.ts';
import { type Draft, faultEntry, within } from './draft.ts';
import { formatDuration, oneLine } from './format.ts';
import {
  environmentEndEntry,
  environmentStartEntry,
  invocationEndEntry,
  invocationStartEntry,
  killedEntry,
  logEntry,
  scheduleEntry,
  waitEntry,
} from './function-entries.ts';
import type { OpenRequest } from './links.ts';
import { outgoingEntry, requestEntry, responseEntry } from './request-entries.ts';
import { type CloudEvents, type CloudHandlers, handleCloudEvent } from './system-event.ts';

/** Entries for the local cloud's events. */
export class CloudEntries {
  readonly #handlers: CloudHandlers<Draft | undefined>;

  /** `requestOf` finds the request at the API that has an id. */
  constructor(requestOf: (requestId: string) => OpenRequest | undefined) {
    this.#handlers = {
      request: (event) => requestEntry(event, requestOf(event.requestId)),
      response: (event) => responseEntry(event, requestOf(event.requestId)),
      'access-log': () => undefined,
      'invocation-wait': waitEntry,
      'environment-start': environmentStartEntry,
      'environment-end': environmentEndEntry,
      'invocation-start': invocationStartEntry,
      'invocation-end': (event) => invocationEndEntry(event, requestOf(event.requestId) !== undefined),
      log: logEntry,
      killed: killedEntry,
      outgoing: outgoingEntry,
      dynamodb: dynamodbEntry,
      secrets: secretsEntry,
      schedule: scheduleEntry,
      'custom-resource': customResourceEntry,
      faults: (event) => faultEntry('the cloud', event.faults),
      clock: (event) =>
        within('clock', 'clock', `the clock goes forward by ${formatDuration(event.advancedMs)}`),
    };
  }

  /** Undefined for an event that another entry covers already. */
  entry(event: CloudEvent): Draft | undefined {
    return handleCloudEvent(this.#handlers, event);
  }
}

function customResourceEntry(event: CloudEvents['custom-resource']): Draft {
  const title = oneLine(`${event.requestType} ${event.resource}: ${event.status}`);
  return within('owner', 'setup', title, event.status === 'SUCCESS' ? 'good' : 'bad');
}
