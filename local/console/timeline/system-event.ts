import type { CloudEvent } from '../../cloud/events.ts';
import type { VonageEvent } from '../../vonage/events.ts';

/** An event of the local cloud or of the simulated Vonage. */
export type SystemEvent = CloudEvent | VonageEvent;

export const isVonageEvent = (event: SystemEvent): event is VonageEvent => 'type' in event;

/** When the event happened, in milliseconds since 1970. */
export const timeOf = (event: SystemEvent): number =>
  isVonageEvent(event) ? Date.parse(event.at) : event.at;

/** The cloud's events by their kind. */
export type CloudEvents = { [Kind in CloudEvent['kind']]: Extract<CloudEvent, { kind: Kind }> };

/** One function for each kind of cloud event; the compiler reports a kind that is missing. */
export type CloudHandlers<Result> = {
  [Kind in keyof CloudEvents]: (event: CloudEvents[Kind]) => Result;
};

export const handleCloudEvent = <Result>(handlers: CloudHandlers<Result>, event: CloudEvent): Result =>
  handleCloudKind(handlers, event.kind, event);

const handleCloudKind = <Kind extends keyof CloudEvents, Result>(
  handlers: CloudHandlers<Result>,
  kind: Kind,
  event: CloudEvents[Kind],
): Result => handlers[kind](event);

/** Vonage's events by their type. */
export type VonageEvents = { [Type in VonageEvent['type']]: Extract<VonageEvent, { type: Type }> };

/** One function for each type of Vonage's events; the compiler reports a type that is missing. */
export type VonageHandlers<Result> = {
  [Type in keyof VonageEvents]: (event: VonageEvents[Type]) => Result;
};

export const handleVonageEvent = <Result>(handlers: VonageHandlers<Result>, event: VonageEvent): Result =>
  handleVonageType(handlers, event.type, event);

const handleVonageType = <Type extends keyof VonageEvents, Result>(
  handlers: VonageHandlers<Result>,
  type: Type,
  event: VonageEvents[Type],
): Result => handlers[type](event);
