import { Hono } from 'hono';
import type { Platform } from '../platform.ts';
import { verifyToken } from '../rest/credentials.ts';
import { problem, unauthorized } from '../rest/problems.ts';
import type { Call } from './call.ts';
import { sendEvent } from './events.ts';
import { toneWav, wavSize } from './wav.ts';
import type { Target } from './webhooks.ts';

/** What was recorded; the sound itself is made when it is asked for. */
export interface Recording {
  id: string;
  applicationId: string;
  seconds: number;
  channels: number;
}

export interface Recordings {
  keep(recording: Recording): void;
  find(id: string): Recording | undefined;
  reset(): void;
}

const KEPT = 500;

export function createRecordings(): Recordings {
  const kept = new Map<string, Recording>();
  return {
    keep(recording) {
      kept.set(recording.id, recording);
      const [oldest] = kept.keys();
      if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    },
    find: (id) => kept.get(id),
    reset: () => kept.clear(),
  };
}

/** Stops a recording; `by` says for the transcript what ended it. */
export type StopRecording = (by: string) => void;

/** Where a recording is downloaded. */
export const recordingUrl = (platform: Platform, id: string): string => `${platform.origin()}/v1/files/${id}`;

/** Begins to record; stopping keeps the recording and tells `to` where it is, once. */
export function startRecording(
  platform: Platform,
  call: Call,
  to: Target | undefined,
  options: { beepStart?: boolean | undefined; channels: number; details: Record<string, unknown> },
): StopRecording {
  const id = platform.uuid();
  const begun = platform.clock.now();
  const conversation = call.conversation;
  let isOver = false;
  call.note('record', { recording: id, ...options.details });
  if (options.beepStart) call.note('beep', { recording: id });
  return (by) => {
    if (isOver) return;
    isOver = true;
    const seconds = Math.round((platform.clock.now() - begun) / 1000);
    const { channels } = options;
    platform.recordings.keep({ id, applicationId: call.application.id, seconds, channels });
    call.note('recorded', { recording: id, seconds, by });
    const payload = {
      start_time: new Date(begun).toISOString(),
      recording_url: recordingUrl(platform, id),
      size: wavSize(seconds, channels),
      recording_uuid: id,
      end_time: platform.now(),
      conversation_uuid: conversation,
      timestamp: platform.now(),
    };
    sendEvent(platform, call, payload, to, 'recording');
  };
}

/**
 * `/v1/files/{id}`: a recording, for the application that made it. It is a WAV file whatever format was asked for: the
 * simulator has no encoder.
 */
export function recordingRoutes(platform: Platform): Hono {
  const app = new Hono();
  app.get('/v1/files/:id', async (c) => {
    const token = await verifyToken(platform, c.req.header('authorization'));
    if (typeof token === 'string') return unauthorized(c, token);
    const recording = platform.recordings.find(c.req.param('id'));
    if (recording?.applicationId !== token.application.id)
      return problem(c, 404, 'not-found', 'Not Found', 'There is no such recording.');
    const { seconds, channels } = recording;
    return c.body(toneWav(seconds, channels), 200, {
      'content-type': 'audio/wav',
      'content-length': String(wavSize(seconds, channels)),
      'content-disposition': `attachment; filename="${recording.id}.wav"`,
    });
  });
  return app;
}
