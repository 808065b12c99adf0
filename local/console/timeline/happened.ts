import type { CloudEvent } from '../../cloud/events.ts';
import type { VonageEvent } from '../../vonage/events.ts';

/** What the local cloud and the simulated Vonage tell. */
export type Happened = CloudEvent | VonageEvent;

export const isVonages = (event: Happened): event is VonageEvent => 'type' in event;

/** When it happened, in milliseconds since 1970. */
export const timeOf = (event: Happened): number => (isVonages(event) ? Date.parse(event.at) : event.at);
