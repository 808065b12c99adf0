/** A recording of a call. Its URL comes from outside: whoever fetches it verifies the host first. */
export interface Recording {
  url: string;
  uuid?: string;
  /** Its length; 0 where that is not known. */
  seconds: number;
}

/** Of several recordings of one call the longest is kept, by its URL where two are as long, whatever their order. */
export function isFuller(one: Recording, other: Recording | undefined): boolean {
  if (!other) return true;
  return one.seconds === other.seconds ? one.url > other.url : one.seconds > other.seconds;
}
