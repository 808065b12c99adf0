import type { VonageEvent } from '../../vonage/events.ts';
import { CallEntries } from './call-entries.ts';
import { type Draft, faultEntry } from './draft.ts';
import { oneLine, toKebabCase } from './format.ts';
import { messageEntry } from './message-entries.ts';
import { traceIds } from './outgoing-ids.ts';
import { handleVonageEvent, type VonageEvents, type VonageHandlers } from './system-event.ts';
import { WebhookEntries } from './webhook-entries.ts';

/** Entries for the simulated Vonage's events. */
export class VonageEntries {
  readonly #handlers: VonageHandlers<Draft | undefined>;

  /**
   * `apiOrigin`: the origin of our API once it is known. `functionOf`: the function of the invocation with a request id.
   */
  constructor(apiOrigin: () => string | undefined, functionOf: (requestId: string) => string | undefined) {
    const calls = new CallEntries();
    const webhooks = new WebhookEntries(apiOrigin);
    this.#handlers = {
      message: messageEntry,
      'webhook-sent': (event) => webhooks.sent(event),
      webhook: (event) => webhooks.over(event),
      api: (event) => apiEntry(event, functionOf),
      call: (event) => calls.entry(event.call, event.entry),
      session: sessionEntry,
      faults: (event) => faultEntry('Vonage', event.faults),
    };
  }

  /** Undefined for an event that another entry covers already. */
  entry(event: VonageEvent): Draft | undefined {
    return handleVonageEvent(this.#handlers, event);
  }
}

/** A request to Vonage's REST APIs: by a function, or by an owner's command. */
function apiEntry(event: VonageEvents['api'], functionOf: (requestId: string) => string | undefined): Draft {
  const { requestId } = traceIds(event.trace);
  const caller = requestId === undefined ? undefined : functionOf(requestId);
  return {
    kind: caller === undefined ? 'setup' : 'vonage-api',
    from: caller === undefined ? 'owner' : toKebabCase(caller),
    to: 'Vonage',
    title: oneLine(`${event.method} ${event.path}`),
    tone: 'plain',
  };
}

const sessionEntry = ({ user, state }: VonageEvents['session']): Draft => ({
  kind: 'session',
  from: oneLine(`app ${user}`),
  to: 'Vonage',
  title: state === 'connected' ? 'signs in' : 'signs out',
  tone: state === 'connected' ? 'good' : 'plain',
});
