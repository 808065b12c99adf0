export { UnknownInTemplate } from './assembly.ts';
export { type Cloud, type CloudOptions, startCloud } from './cloud.ts';
export type { CloudEvent, Happening } from './events.ts';
export type { InvocationResult } from './function.ts';
export type { FaultSettings } from './faults.ts';
