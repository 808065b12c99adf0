import { ClientError } from '../client-error.ts';

/** Why a text is never sent: the status and the sentence that its caller gets. */
const BLOCK_REASONS = {
  'opted-out': {
    status: 409,
    sentence: 'This customer has opted out of texts; only the customer can change that, with START.',
  },
  'no-phone-number': {
    status: 400,
    sentence: 'This is a short code or a name, not a phone number: it cannot be texted.',
  },
  'country-not-allowed': {
    status: 403,
    sentence: 'Texts to this country are not allowed: see "limits" in the settings.',
  },
  'recipient-limit': {
    status: 429,
    sentence: 'This number has had all the texts that it may get in one day.',
  },
  'daily-limit': { status: 429, sentence: 'All the texts that the desk may send in one day are sent.' },
  'unsolicited-limit': {
    status: 429,
    sentence: 'All the texts that callers who did not text us may get in one day are sent.',
  },
  'too-late': { status: 409, sentence: 'The time in which this text was of use is over.' },
  'text-too-long': { status: 400, sentence: 'This text takes more parts than are allowed: shorten it.' },
} as const;

export type BlockReason = keyof typeof BLOCK_REASONS;

export const isBlockReason = (reason: string | undefined): reason is BlockReason =>
  reason !== undefined && Object.hasOwn(BLOCK_REASONS, reason);

/** The error for a caller whose text is blocked. */
export const blockedError = (reason: BlockReason): ClientError => {
  const { status, sentence } = BLOCK_REASONS[reason];
  return new ClientError(status, reason, sentence);
};
