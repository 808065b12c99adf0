import { Hono } from 'hono';
import type { Platform } from '../platform.ts';
import { verifyToken } from '../rest/credentials.ts';
import { problem, unauthorized } from '../rest/problems.ts';
import type { Call } from './call.ts';
import { sendEvent } from './events.ts';
import { silentMp3 } from './mp3.ts';
import { silentOgg } from './ogg.ts';
import { toneWav, wavSize } from './wav.ts';
import type { Target } from './webhooks.ts';

/** What was recorded; the sound itself is made when it is asked for. */
export interface Recording extends Sound {
  id: string;
  applicationId: string;
}

interface Sound {
  format: Format;
  /** Whole ones. */
  seconds: number;
  channels: number;
}

export type Format = 'mp3' | 'ogg' | 'wav';

/**
 * The simulator has no encoder: only a WAV file can be heard, the others are silent for their length. Those with more
 * channels than they can hold become WAV files too.
 */
const FILES: {
  [format in Format]: {
    type: string;
    note: string;
    size: (sound: Sound) => number;
    make: (sound: Sound) => Buffer<ArrayBuffer>;
  };
} = {
  mp3: {
    type: 'audio/mpeg',
    note: 'mp3, silent',
    size: (sound) => FILES.mp3.make(sound).length,
    make: ({ seconds, channels }) => silentMp3(seconds, channels),
  },
  ogg: {
    type: 'audio/ogg',
    note: 'ogg, silent',
    size: (sound) => FILES.ogg.make(sound).length,
    make: ({ seconds, channels }) => silentOgg(seconds, channels),
  },
  wav: {
    type: 'audio/wav',
    note: 'wav, a tone',
    size: ({ seconds, channels }) => wavSize(seconds, channels),
    make: ({ seconds, channels }) => toneWav(seconds, channels),
  },
};

const formatFor = (wanted: Format | undefined, channels: number): Format =>
  wanted === undefined || channels > 2 ? 'wav' : wanted;

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
  options: {
    beepStart?: boolean | undefined;
    /** A WAV file unless told. */
    format?: Format | undefined;
    channels: number;
    details: Record<string, unknown>;
  },
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
    const format = formatFor(options.format, channels);
    const sound: Sound = { format, seconds, channels };
    platform.recordings.keep({ id, applicationId: call.application.id, ...sound });
    call.note('recorded', { recording: id, seconds, by, file: FILES[format].note });
    const payload = {
      start_time: new Date(begun).toISOString(),
      recording_url: recordingUrl(platform, id),
      size: FILES[format].size(sound),
      recording_uuid: id,
      end_time: platform.now(),
      conversation_uuid: conversation,
      timestamp: platform.now(),
    };
    sendEvent(platform, call, payload, to, 'recording');
  };
}

/** `/v1/files/{id}`: a recording, for the application that made it. */
export function recordingRoutes(platform: Platform): Hono {
  const app = new Hono();
  app.get('/v1/files/:id', async (c) => {
    const token = await verifyToken(platform, c.req.header('authorization'));
    if (typeof token === 'string') return unauthorized(c, token);
    const recording = platform.recordings.find(c.req.param('id'));
    if (recording?.applicationId !== token.application.id)
      return problem(c, 404, 'not-found', 'Not Found', 'There is no such recording.');
    const { type, size, make } = FILES[recording.format];
    return c.body(make(recording), 200, {
      'content-type': type,
      'content-length': String(size(recording)),
      'content-disposition': `attachment; filename="${recording.id}.${recording.format}"`,
    });
  });
  return app;
}
