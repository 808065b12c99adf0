import { own } from '../ncco/findings.ts';

/** A recording of a call, as Vonage told of it. Its URL is data: whoever follows it asks first whose it is. */
export interface Recording {
  url: string;
  uuid?: string;
  /** How long it is; 0 where Vonage did not say. */
  seconds: number;
}

const LONGEST_URL = 2_048;
/** No call goes on longer. */
const LONGEST_SECONDS = 86_400;

/** The recording that an event tells of; undefined where it tells of none that could be fetched. */
export function recordingIn(body: object, uuid: string | undefined): Recording | undefined {
  const url = own(body, 'recording_url');
  if (typeof url !== 'string' || url.length > LONGEST_URL || !URL.canParse(url)) return undefined;
  return { url, ...(uuid !== undefined && { uuid }), seconds: secondsIn(body) };
}

function secondsIn(body: object): number {
  const [start, end] = ['start_time', 'end_time'].map((key) => Date.parse(String(own(body, key))));
  const seconds = Math.round(((end ?? NaN) - (start ?? NaN)) / 1000);
  return seconds > 0 && seconds <= LONGEST_SECONDS ? seconds : 0;
}

/** Of several recordings of one call the longest is kept, by its URL where two are as long: whichever came first. */
export function isFuller(one: Recording, other: Recording | undefined): boolean {
  if (!other) return true;
  return one.seconds === other.seconds ? one.url > other.url : one.seconds > other.seconds;
}
