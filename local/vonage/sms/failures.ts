/** The SMS API's `error-text` for each status. */
const ERROR_TEXTS: Readonly<Record<number, string>> = {
  1: 'Throughput Rate Exceeded - please wait [ 702 ] and retry',
  4: 'Bad Credentials',
  5: 'Internal Error',
  6: 'The message was invalid: its destination has an unrecognized prefix',
  7: 'Number barred',
  8: 'Partner account barred',
  9: 'Partner quota violation',
  10: 'Too many existing binds',
  11: 'Account not enabled for HTTP',
  12: 'Message too long',
  14: 'Invalid Signature',
  15: 'Illegal Sender Address - rejected',
  22: 'Invalid network code',
  23: 'Invalid callback URL',
  29: 'Non White-listed Destination - rejected',
  32: 'Signature and API secret disallowed',
  33: 'Number de-activated',
};

/** Why the SMS API rejects a text. */
export interface Failure {
  status: number;
  text: string;
}

export const failure = (status: number, text = ERROR_TEXTS[status] ?? 'Unknown error'): Failure => ({
  status,
  text,
});

/** The SMS API's response to a rejected text; the HTTP status is 200 all the same. */
export function failureBody(
  { status, text }: Failure,
  known: { to?: string; clientRef?: string | null } = {},
) {
  return {
    'message-count': '1',
    messages: [
      {
        ...(known.to !== undefined && { to: known.to }),
        status: String(status),
        'error-text': text,
        ...(typeof known.clientRef === 'string' && { 'client-ref': known.clientRef }),
      },
    ],
  };
}
