/** Tickets in one page of a list: where nothing is asked for, and at most. */
export const TICKETS_A_PAGE = { default: 50, most: 100 } as const;
/** Texts in one page of a thread. */
export const TEXTS_A_PAGE = { default: 200, most: 200 } as const;

export const TICKET_STATUSES = ['open', 'closed'] as const;
export type TicketStatus = (typeof TICKET_STATUSES)[number];

/** Longest text that Vonage accepts; how many parts one may take is a limit in the settings. */
export const LONGEST_TEXT = 3_200;
