import type { Platform } from '../platform.ts';
import type { Alarm, Call } from './call.ts';
import type { RecordAction } from './ncco.ts';
import { startRecording } from './recordings.ts';
import { eventTarget } from './webhooks.ts';

const LONGEST_S = 7_200;

/** A recording that ends by itself holds the flow; any other runs beside it until the call ends. */
export async function runRecord(platform: Platform, call: Call, action: RecordAction): Promise<undefined> {
  const { action: _, ...details } = action;
  const { endOnKey, endOnSilence, timeOut, split, format, channels = 2 } = action;
  const stop = startRecording(platform, call, eventTarget(call, action), {
    beepStart: action.beepStart,
    format,
    channels: split ? channels : 1,
    details,
  });
  if (endOnKey === undefined && endOnSilence === undefined && timeOut === undefined) {
    call.atEnd.push(() => stop('hangup'));
    return;
  }
  const longest = call.alarm((timeOut ?? LONGEST_S) * 1000);
  const silence = (seconds: number): Alarm | undefined =>
    endOnSilence === undefined ? undefined : call.alarm((seconds + endOnSilence) * 1000);
  let silent = silence(0);
  let by = 'hangup';
  try {
    for (;;) {
      const stimulus = await call.next('recording');
      if (stimulus.type === 'speech') {
        silent?.cancel();
        silent = silence(stimulus.seconds);
      } else if (stimulus.type === 'digits') {
        if (endOnKey === undefined || !stimulus.digits.includes(endOnKey)) continue;
        by = 'endOnKey';
        return;
      } else if (stimulus.type === 'time') {
        if (stimulus.alarm === longest.id) by = 'timeOut';
        else if (stimulus.alarm === silent?.id) by = 'endOnSilence';
        else continue;
        return;
      }
    }
  } finally {
    longest.cancel();
    silent?.cancel();
    stop(by);
  }
}
