import type { Clock } from '../../../clock.ts';
import { isoNow, isoTime } from '../../iso-time.ts';
import type { Call } from '../call.ts';
import type { CallEvents } from '../call-events.ts';
import type { WebhookTarget } from '../webhook-target.ts';
import { FILES, formatFor, type Format } from './files.ts';
import type { Recordings } from './recordings.ts';

/** Stops a recording; `by` is what ended it, for the call's log. */
export type StopRecording = (by: string) => void;

/** Begins to record; stopping keeps the recording and sends its URL to `to`, once. */
export type StartRecording = (
  call: Call,
  to: WebhookTarget | undefined,
  options: {
    beepStart?: boolean | undefined;
    /** @default 'wav' */
    format?: Format | undefined;
    channels: number;
    /** For the call's log. */
    details: Record<string, unknown>;
  },
) => StopRecording;

export function createRecorder({
  clock,
  origin,
  recordings,
  events,
  uuid,
}: {
  clock: Pick<Clock, 'now'>;
  /** Where the simulated Vonage is served, such as `http://127.0.0.1:3001`. */
  origin: () => string;
  recordings: Pick<Recordings, 'add'>;
  events: Pick<CallEvents, 'send'>;
  uuid: () => string;
}): StartRecording {
  return (call, to, { beepStart, format, channels, details }) => {
    const id = uuid();
    const startedAt = clock.now();
    const conversation = call.conversation.id;
    let isOver = false;
    call.note('record', { recording: id, ...details });
    if (beepStart) call.note('beep', { recording: id });
    return (by) => {
      if (isOver) return;
      isOver = true;
      const seconds = Math.round((clock.now() - startedAt) / 1000);
      const sound = { format: formatFor(format, channels), seconds, channels };
      const file = FILES[sound.format];
      recordings.add({ id, applicationId: call.application.id, ...sound });
      call.note('recorded', { recording: id, seconds, by, file: file.description });
      const payload = {
        start_time: isoTime(startedAt),
        recording_url: `${origin()}/v1/files/${id}`,
        size: file.size(sound),
        recording_uuid: id,
        end_time: isoNow(clock),
        conversation_uuid: conversation,
        timestamp: isoNow(clock),
      };
      events.send(call, payload, to, 'recording');
    };
  };
}
