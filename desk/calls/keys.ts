/** What a caller pressed; no digits are silence. */
export interface Keys {
  digits: string;
  timedOut: boolean;
}
