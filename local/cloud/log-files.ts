import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CloudEvent } from './events.ts';

/** Appends each function's output, and how its invocations ended, to `<directory>/<function>.log`. */
export function createLogFiles(directory: string): {
  write(event: CloudEvent): void;
  flushed(): Promise<unknown>;
} {
  let pending: Promise<unknown> = mkdir(directory, { recursive: true, mode: 0o700 });
  return {
    write(event) {
      const line = lineOf(event);
      if (line === undefined || !('function' in event) || event.function === undefined) return;
      const file = join(directory, `${event.function}.log`);
      // A full disk must not stop the cloud.
      pending = pending.then(() => appendFile(file, line, { mode: 0o600 })).catch(() => undefined);
    },
    flushed: () => pending,
  };
}

function lineOf(event: CloudEvent): string | undefined {
  const time = new Date(event.at).toISOString();
  if (event.kind === 'log') return `${time} ${event.requestId ?? '-'} ${event.line}\n`;
  if (event.kind !== 'invocation-end') return undefined;
  const error = event.error === undefined ? '' : ` ${event.error}`;
  return `${time} ${event.requestId} REPORT ${event.outcome} ${event.ms.toFixed(1)} ms${error}\n`;
}
