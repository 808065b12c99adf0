import { ClientError } from '../../desk/client-error.ts';
import { callLog } from '../../edge/aws/dynamodb/calls.ts';
import type { Request } from '../../edge/http/handler.ts';
import type { Response } from '../../edge/http/responses.ts';
import { vonageCredentials } from '../../edge/aws/secrets.ts';
import { fetchRecording, type Fetched } from '../../edge/vonage/voice/recordings.ts';

/**
 * `GET /api/calls/{call}/recording`: the audio of a call, fetched from Vonage.
 *
 * @throws ClientError 404 for a call without one, 413 for one that is larger than a response may be, 502 where Vonage
 *   gives none
 */
export async function recordingOf(request: Request): Promise<Response> {
  const conversation = request.pathParameters?.['call'] ?? '';
  const call = /^[\w:.@-]{1,128}$/.test(conversation) ? await callLog().find(conversation) : undefined;
  if (!call?.recording) {
    throw new ClientError(404, 'recording-unknown', 'There is no recording of this call.');
  }
  const { type, bytes } = audio(await fetched(call.recording.url));
  return {
    statusCode: 200,
    headers: {
      'content-type': type,
      // The app fetches it with its token and plays it from memory; a browser by itself only saves it.
      'content-disposition': `attachment; filename="recording.${EXTENSIONS[type] ?? 'audio'}"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
    body: bytes.toString('base64'),
    isBase64Encoded: true,
  };
}

const EXTENSIONS: Record<string, string> = {
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/ogg': 'ogg',
};

async function fetched(url: string): Promise<Fetched> {
  const first = await fetchRecording(url, await vonageCredentials());
  // A key that was rotated: read it again, once.
  const isRefused = first.kind === 'refused' && first.status === 401;
  return isRefused ? fetchRecording(url, await vonageCredentials(true)) : first;
}

function audio(found: Fetched): Extract<Fetched, { kind: 'audio' }> {
  switch (found.kind) {
    case 'audio':
      return found;
    case 'too-long':
      throw new ClientError(
        413,
        'recording-too-long',
        'This recording is too long to be played here: listen to it in the Vonage dashboard.',
      );
    case 'not-vonage':
      throw new ClientError(
        502,
        'recording-elsewhere',
        'This recording is not kept at Vonage: it is not fetched.',
      );
    case 'no-audio':
      throw new ClientError(502, 'recording-no-audio', 'What Vonage keeps of this call is no audio.');
    case 'refused':
    case 'unreachable':
      throw new ClientError(
        502,
        `recording-${found.kind}`,
        'Vonage did not give us this recording; try again, or look in the Vonage dashboard whether it still exists.',
      );
  }
}
