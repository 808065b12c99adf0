/** What happens in the local cloud, in the order it happens: the console's timeline and the tests read it. */
export type CloudEvent = { at: number } & Happening;

export type Happening =
  | {
      kind: 'request';
      requestId: string;
      method: string;
      path: string;
      route: string | undefined;
      function?: string;
      /** The port at the caller's end of the connection. */
      callerPort?: number;
    }
  | {
      kind: 'response';
      requestId: string;
      status: number;
      ms: number;
      /** What was sent and what was answered, cut at {@link LONGEST_TOLD} characters; absent where nothing listens. */
      asked?: string;
      answered?: string;
    }
  /** The stage's access log line, in the template's format. */
  | { kind: 'access-log'; requestId: string; line: string }
  /** An invocation waits for an environment: this machine runs, or starts, as many as it bears. */
  | { kind: 'invocation-wait'; function: string; requestId: string }
  /** An environment without work was ended: it was idle for too long, or its room was needed. */
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
  /** A function's call to somebody else over HTTP, when it is over; status 0 when no answer came. */
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
      /** Undefined: an owner's call. */
      function: string | undefined;
      requestId: string | undefined;
      operation: string;
      tables: string[];
      /** Consumed capacity units, where the operation reports them. */
      capacity: number | undefined;
      status: number;
      error?: string;
      ms: number;
      /** JSON, cut at {@link LONGEST_TOLD} characters; absent where nothing listens. */
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

/** How much of a body or an item an event carries, in characters. */
export const LONGEST_TOLD = 8_000;

export const cut = (text: string): string => beginning(text, LONGEST_TOLD);

/**
 * At most so many characters of a text, with `…` where it goes on. It is a copy: V8's own `slice` would keep the whole
 * text, megabytes perhaps, for as long as its beginning is kept.
 */
export function beginning(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return Buffer.from(`${text.slice(0, longest)}…`, 'utf16le').toString('utf16le');
}

export type Trigger = 'http' | 'schedule' | 'custom-resource' | 'direct';

export type Emit = (happening: Happening) => void;
