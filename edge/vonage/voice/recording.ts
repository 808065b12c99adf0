import type { Recording } from '../../../desk/calls/recording.ts';
import { own } from '../../../desk/json-value.ts';

const MAX_URL_LENGTH = 2_048;
/** No call goes on longer. */
const MAX_SECONDS = 86_400;

/** The recording in an event's payload; undefined where there is none that could be fetched. */
export function recordingIn(payload: object, uuid: string | undefined): Recording | undefined {
  const url = own(payload, 'recording_url');
  if (typeof url !== 'string' || url.length > MAX_URL_LENGTH || !URL.canParse(url)) return undefined;
  return { url, ...(uuid !== undefined && { uuid }), seconds: secondsIn(payload) };
}

function secondsIn(payload: object): number {
  const [start, end] = ['start_time', 'end_time'].map((key) => Date.parse(String(own(payload, key))));
  const seconds = Math.round(((end ?? NaN) - (start ?? NaN)) / 1000);
  return seconds > 0 && seconds <= MAX_SECONDS ? seconds : 0;
}
