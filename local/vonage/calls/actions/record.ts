import type { Alarm, Call } from '../call.ts';
import type { RecordAction } from '../ncco.ts';
import type { StartRecording } from '../recordings/recorder.ts';
import { eventTarget } from '../webhook-target.ts';
import type { RunAction } from './run-action.ts';

const MAX_RECORDING_S = 7_200;

/** A recording that ends by itself holds the NCCO; any other goes on beside it until the call ends. */
export function createRecord(startRecording: StartRecording): RunAction<RecordAction> {
  return async (call, action) => {
    const { action: _, ...details } = action;
    const { beepStart, format, split, channels = 2 } = action;
    const stop = startRecording(call, eventTarget(call, action), {
      beepStart,
      format,
      channels: split ? channels : 1,
      details,
    });
    if (!endsByItself(action)) {
      call.atEnd.push(() => stop('hangup'));
      return undefined;
    }
    let endedBy = 'hangup';
    try {
      endedBy = await untilEnd(call, action);
    } finally {
      stop(endedBy);
    }
    return undefined;
  };
}

const endsByItself = ({ endOnKey, endOnSilence, timeOut }: RecordAction): boolean =>
  endOnKey !== undefined || endOnSilence !== undefined || timeOut !== undefined;

/** Resolves to the property that ended the recording. */
async function untilEnd(
  call: Call,
  { endOnKey, endOnSilence, timeOut = MAX_RECORDING_S }: RecordAction,
): Promise<'endOnKey' | 'endOnSilence' | 'timeOut'> {
  const silenceAfter = (seconds: number): Alarm | undefined =>
    endOnSilence === undefined ? undefined : call.alarm((seconds + endOnSilence) * 1000);
  const limit = call.alarm(timeOut * 1000);
  let silence = silenceAfter(0);
  try {
    for (;;) {
      const stimulus = await call.next('recording');
      if (stimulus.type === 'speech') {
        silence?.cancel();
        silence = silenceAfter(stimulus.seconds);
      } else if (stimulus.type === 'digits') {
        if (endOnKey !== undefined && stimulus.digits.includes(endOnKey)) return 'endOnKey';
      } else if (stimulus.type === 'time') {
        if (stimulus.alarm === limit.id) return 'timeOut';
        if (stimulus.alarm === silence?.id) return 'endOnSilence';
      }
    }
  } finally {
    limit.cancel();
    silence?.cancel();
  }
}
