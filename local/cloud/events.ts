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
    }
  | { kind: 'response'; requestId: string; status: number; ms: number }
  /** The stage's access log line, in the template's format. */
  | { kind: 'access-log'; requestId: string; line: string }
  | { kind: 'environment-start'; function: string; initMs: number }
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
  | { kind: 'schedule'; schedule: string; function: string }
  | {
      kind: 'custom-resource';
      resource: string;
      requestType: 'Create' | 'Update';
      status: 'SUCCESS' | 'FAILED';
    }
  | { kind: 'faults'; faults: unknown }
  | { kind: 'clock'; now: number };

export type Trigger = 'http' | 'schedule' | 'custom-resource' | 'direct';

export type Emit = (happening: Happening) => void;
