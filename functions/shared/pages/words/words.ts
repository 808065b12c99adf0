/** How many numbers have each result. */
export interface Tally {
  sent: number;
  queued: number;
  held: number;
  all: number;
}

/** All texts of the pages in one language. Business names and numbers are inserted as they are. */
export interface Words {
  support: {
    title: (business: string) => string;
    lead: string;
    button: string;
    /** The text that a customer's phone begins with. */
    draft: (business: string) => string;
    or: string;
    textUs: string;
    point: string;
    code: (number: string) => string;
    closed: string;
  };
  notify: {
    /** Without a business while the settings cannot be read. */
    title: (business: string | undefined) => string;
    lead: string;
    numbers: string;
    hint: string;
    key: string;
    button: string;
    again: string;
    /** Headings of the result. */
    done: string;
    waiting: string;
    partly: string;
    notSent: string;
    recipients: string;
    number: string;
    result: string;
    statuses: { sent: string; queued: string; held: (until: string | undefined) => string };
    /** Of a single accepted number. */
    one: {
      sent: (number: string) => string;
      queued: (number: string) => string;
      held: (number: string, until: string | undefined) => string;
    };
    several: (tally: Tally) => string;
    someWrong: string;
    /** While a number is typed. */
    notYet: string;
  };
  /** By reason code; where one is missing, the desk's own English sentence stands, or `unforeseen`. */
  reasons: Record<string, string>;
  unforeseen: string;
  later: string;
}
