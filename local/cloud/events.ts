/** The events of the local cloud, in order: the console's timeline and the tests read them. */
export type CloudEvent = { at: number } & Happening;

export type Happening =
  | {
      kind: 'request';
      requestId: string;
      method: string;
      path: string;
      route: string | undefined;
      function?: string;
      /** The caller's port of the connection. */
      callerPort?: number;
    }
  | {
      kind: 'response';
      requestId: string;
      status: number;
      ms: number;
      /** Request and response bodies, cut at {@link MAX_RECORDED_CHARACTERS}; absent without a listener. */
      asked?: string;
      answered?: string;
    }
  /** The stage's access log line, in the template's format. */
  | { kind: 'access-log'; requestId: string; line: string }
  /** An invocation waits for an environment: this machine's limits of running or starting ones are reached. */
  | { kind: 'invocation-wait'; function: string; requestId: string }
  /** An idle environment was ended: it was idle for too long, or its room was needed. */
  | { kind: 'environment-end'; function: string; why: 'idle' | 'room' }
  | { kind: 'environment-start'; function: string; requestId: string; initMs: number }
  | { kind: 'invocation-start'; function: string; requestId: string; trigger: Trigger; cold: boolean }
  | {
      kind: 'invocation-end';
      function: string;
      requestId: string;
      ms: number;
      outcome: 'ok' | 'error' | 'timeout' | 'exited' | 'throttled';
      error?: string;
    }
  | {
      kind: 'log';
      function: string;
      requestId: string | undefined;
      stream: 'stdout' | 'stderr';
      line: string;
    }
  /** A function's HTTP request to another host has ended; status 0 when no response came. */
  | {
      kind: 'outgoing';
      function: string;
      requestId: string;
      /** The `Parent` of the `x-amzn-trace-id` that it carried. */
      span: string;
      method: string;
      host: string;
      path: string;
      status: number;
      ms: number;
      error?: string | undefined;
    }
  | { kind: 'killed'; function: string; requestId: string | undefined; reason: string }
  | {
      kind: 'dynamodb';
      /** Undefined: an owner's request. */
      function: string | undefined;
      requestId: string | undefined;
      operation: string;
      tables: string[];
      /** Consumed capacity units, where the operation reports them. */
      capacity: number | undefined;
      status: number;
      error?: string;
      ms: number;
      /** JSON, cut at {@link MAX_RECORDED_CHARACTERS}; absent without a listener. */
      input?: string;
      output?: string;
    }
  | {
      kind: 'secrets';
      function: string | undefined;
      requestId: string | undefined;
      operation: string;
      secret: string | undefined;
      status: number;
      error?: string;
    }
  | { kind: 'schedule'; schedule: string; function: string; requestId: string }
  | {
      kind: 'custom-resource';
      resource: string;
      requestType: 'Create' | 'Update';
      status: 'SUCCESS' | 'FAILED';
    }
  | { kind: 'faults'; faults: unknown }
  | { kind: 'clock'; now: number; advancedMs: number };

/** The longest body or item in an event, in characters. */
export const MAX_RECORDED_CHARACTERS = 8_000;

export const cut = (text: string): string => beginning(text, MAX_RECORDED_CHARACTERS);

/**
 * At most `longest` characters of a text, with `…` where it was cut. The result is a copy: V8's `slice` would keep the
 * whole text, perhaps megabytes, in memory.
 */
export function beginning(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return Buffer.from(`${text.slice(0, longest)}…`, 'utf16le').toString('utf16le');
}

export type Trigger = 'http' | 'schedule' | 'custom-resource' | 'direct';

export type Emit = (happening: Happening) => void;
