/** Each purpose for which a text is sent, with the values that its template may name in braces. */
export interface Purposes {
  confirm: { business: string; ticket: string };
  notify: { business: string; day: string; window: string; options: string };
  ack: { business: string; choice: string; label: string };
  options: { business: string; options: string };
  /** The one answer to STOP. */
  stopped: { business: string };
  started: { business: string };
  /** The answer to HELP: who we are, and the way out. */
  help: { business: string };
  /** To a caller whom nobody answered. */
  missed: { business: string; ticket: string };
}

export type Purpose = keyof Purposes;

/** Templates by purpose; `{name}` stands for a value. */
export type Texts = { [P in Purpose]: string };
