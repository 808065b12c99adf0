import type { Clock, Timer } from '../clock.ts';
import type { Emit } from './events.ts';
import type { LambdaFunction } from './function.ts';
import { ACCOUNT_ID, REGION } from './intrinsics.ts';
import type { ScheduleSpec } from './resources/schedules.ts';

/** Invokes functions at their rates on the shared clock. Returns how to stop. */
export function startSchedules(
  schedules: readonly ScheduleSpec[],
  {
    clock,
    functionOf,
    emit,
  }: { clock: Clock; functionOf: (spec: ScheduleSpec) => LambdaFunction; emit: Emit },
): () => void {
  const stops = schedules.map((spec) => {
    const target = functionOf(spec);
    let next = clock.now() + spec.everyMs;
    let timer: Timer = { cancel: () => undefined };

    const wait = (): void => {
      timer = clock.after(next - clock.now(), async () => {
        const due = next;
        next += spec.everyMs;
        // Invocations that were due while the laptop slept are skipped.
        if (next <= clock.now()) next = clock.now() + spec.everyMs;
        wait();
        const requestId = crypto.randomUUID();
        emit({ kind: 'schedule', schedule: spec.name, function: target.spec.name, requestId });
        await target.invoke(spec.input ?? scheduledEvent(spec, due), 'schedule', { requestId });
      });
    };
    wait();
    return () => timer.cancel();
  });
  return () => {
    for (const stop of stops) stop();
  };
}

function scheduledEvent({ source }: ScheduleSpec, due: number): unknown {
  if (source.kind === 'scheduler') return {};
  return {
    version: '0',
    id: crypto.randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: ACCOUNT_ID,
    time: `${new Date(due).toISOString().slice(0, 19)}Z`,
    region: REGION,
    resources: [source.arn],
    detail: {},
  };
}
