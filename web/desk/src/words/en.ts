/** The texts of the desk in English; the other languages have the same keys. */
export const en = {
  desk: 'Desk',
  loading: 'Loading…',
  tryAgain: 'Try again',
  cancel: 'Cancel',
  dismiss: 'Dismiss',

  signIn: {
    title: 'Sign in',
    to: (business: string) => `The desk of ${business}`,
    name: 'Name',
    nameHint: 'As it stands on the roster, such as Jane.',
    key: 'Key',
    keyHint: 'Whoever runs the desk gave it to you. It is kept until you close this page, and nowhere else.',
    submit: 'Sign in',
    submitting: 'Signing in…',
    withProvider: 'Sign in with your organisation',
    wrong: 'Name and key do not fit together. Check both and try again.',
    unknown: 'You are not on the roster. Ask whoever runs the desk to add your name.',
    tooMany: 'Too many tries with a wrong key. Check the key, wait a minute and try again.',
    again: 'You were signed out. Sign in again: what you wrote is still there.',
    removed: 'You are not on the roster any more. Ask whoever runs the desk.',
    providerFailed: 'Your organisation did not sign you in. Try again.',
    providerOffline:
      'Your organisation’s sign-in cannot be reached. The desk itself works: try again in a moment.',
    claimMissing: (claim: string) =>
      `Your organisation’s sign-in does not say who you are: its token has no “${claim}”. Ask whoever runs the desk to add it to the token, or to use “sub”.`,
    noSettings: 'The desk cannot be reached. Check the connection and try again.',
  },

  problem: {
    offline: 'The desk cannot be reached. Check the connection; it is tried again by itself.',
    notReached: 'The desk could not be reached.',
    later: 'The desk cannot do this right now. Try again in a moment.',
    refused: 'The desk refused this.',
    signedOut: 'You were signed out.',
  },

  header: {
    available: 'Available for calls',
    isAvailable: 'Available',
    isAway: 'Away',
    preferences: 'Preferences',
    shortcuts: 'Keyboard shortcuts',
    signOut: 'Sign out',
    wouldLose: 'You have written something that is not sent. Signing out loses it.',
    signOutAnyway: 'Sign out and lose it',
    skip: 'Skip to the conversation',
    phone: 'Phone',
  },

  preferences: {
    language: 'Language',
    theme: 'Look',
    themes: { system: 'Like the system', light: 'Light', dark: 'Dark' },
    sound: 'Sound for new texts and calls',
    notifications: 'Notifications',
    allow: 'Allow notifications',
    allowed: 'Notifications are shown while you look at another window.',
    denied: 'This browser does not allow notifications here. Its settings can change that.',
    singleKeys: 'Shortcuts of one key',
    done: 'Done',
    signedInAs: (name: string) => `Signed in as ${name}`,
    colleagues: 'Agents',
    busy: 'on a call',
  },

  shortcuts: {
    send: 'Send the reply',
    back: 'Back to the list',
    move: 'Move through the list',
    open: 'Open the ticket',
    reply: 'Write a reply',
    list: 'Go to the list',
    write: 'Write to a new number',
    help: 'Show this',
    off: 'Shortcuts of one key are off; see Preferences.',
    or: 'or',
  },

  list: {
    title: 'Tickets',
    open: 'Open',
    closed: 'Closed',
    more: 'Show more',
    unread: 'unread',
    unreadCount: (count: number) => (count === 1 ? '1 unread ticket' : `${count} unread tickets`),
    ticket: (number: number) => `Ticket ${number}`,
    write: 'New text',
    emptyOpen: 'No open tickets',
    emptyOpenHint: (number: string | undefined) =>
      number === undefined
        ? 'When a customer texts, the ticket appears here.'
        : `When a customer texts ${number}, the ticket appears here. Or write first.`,
    emptyClosed: 'Nothing closed yet',
    emptyClosedHint: 'A ticket that you close moves here, and can be opened again.',
    pick: 'Pick a ticket',
    pickHint: 'Its texts and calls are shown here.',
  },

  alert: {
    ticket: 'New ticket',
    text: 'New text',
    from: (number: string, ticket: number) => `From ${number}, ticket ${ticket}`,
  },

  thread: {
    conversation: 'Conversation',
    back: 'Back to the list',
    call: 'Call',
    close: 'Close ticket…',
    reopen: 'Reopen',
    statusOpen: 'Open',
    statusClosed: 'Closed',
    openedOn: (when: string) => `Opened ${when}`,
    earlier: 'Show earlier texts',
    newMessage: 'New message',
    announceNew: (text: string) => `New text: ${text}`,
    unknown: 'There is no such ticket.',
    unknownHint: 'It may have been forgotten at the customer’s wish, or its time was over.',
    customer: 'Customer',
    automatic: 'Automatic',
    you: 'You',
    parts: (count: number) => (count === 1 ? '1 part' : `${count} parts`),
    incomplete: 'Parts of this text are still missing.',
    keyword: (word: string) => `Keyword ${word}`,
    status: {
      queued: 'Waiting to be sent',
      sending: 'Sending…',
      sent: 'Sent',
      delivered: 'Delivered',
      failed: 'Failed',
      cancelled: 'Not sent',
      received: 'Received',
    },
    failures: {
      'opted-out': 'the customer has opted out',
      'no-phone-number': 'this is a short code or a name, not a phone number',
      'country-not-allowed': 'texts to this country are not allowed',
      'recipient-limit': 'this number has had all its texts of one day',
      'daily-limit': 'all texts of one day are sent',
      'text-too-long': 'it takes too many parts',
      'unsolicited-limit': 'callers have had all their texts of one day',
      'too-late': 'the time in which it was of use is over',
      'quiet-hours': 'quiet hours',
      'no-credit': 'the account at Vonage has no credit left',
      'account-barred': 'Vonage has barred the account',
      'credentials-refused': 'Vonage refuses the credentials',
      'account-refused': "Vonage refuses the account's texts",
    },
    stopped:
      'This customer has opted out of texts (STOP). Only the customer can change that, by texting START.',
    closedNow: 'This ticket is closed. Reopen it to answer.',
  },

  optOut: {
    badge: 'May be an opt-out',
    suspected:
      'The customer seems to want no more texts. Read it, and opt the customer out or say that it is not meant.',
    action: 'Opt out…',
    notMeant: 'Not meant',
    title: 'Opt this customer out of texts?',
    explain:
      'Nothing more is sent to this customer, nor what is waiting to be sent. The customer gets no text about it, and only the customer can change it, by texting START.',
    submit: 'Opt out',
    submitting: 'Opting out…',
  },

  call: {
    missed: 'Missed call',
    incoming: 'Call from the customer',
    outgoing: 'Call to the customer',
    states: {
      started: 'starting',
      ringing: 'ringing',
      answered: 'in progress',
      human: 'in progress',
      machine: 'reached an answering machine',
      disconnected: 'ended',
      completed: 'ended',
      timeout: 'not answered',
      unanswered: 'not answered',
      cancelled: 'given up',
      rejected: 'rejected',
      busy: 'busy',
      failed: 'failed',
    },
    play: 'Play voicemail',
    playOf: (length: string) => `Play voicemail, ${length}`,
    voicemail: 'Voicemail',
    fetching: 'Fetching…',
    failed: 'The voicemail could not be fetched.',
  },

  concurrentChange: {
    closedBy: (name: string, ago: string) => `${name} closed this ticket ${ago}.`,
    closed: (ago: string) => `Another agent closed this ticket ${ago}.`,
    reopened: 'This ticket was opened again.',
    reopenedByText: 'The customer wrote again, and the ticket is open again.',
    replied: (name: string) => `${name} replied.`,
  },

  compose: {
    reply: 'Reply',
    placeholder: 'Write a text…',
    send: 'Send',
    counted: (parts: number, characters: number) =>
      `${parts === 1 ? '1 part' : `${parts} parts`} · ${characters === 1 ? '1 character' : `${characters} characters`}`,
    encoding: { text: 'GSM-7', unicode: 'Unicode' },
    unicodeHint: 'These characters make an SMS part shorter: 70 instead of 160.',
    keys: 'Ctrl+Enter sends',
    tooLong: 'A text has at most 3,200 characters.',
    sending: 'Sending…',
    notSent: 'Not sent.',
    unsure: 'The desk did not answer. Try again: it never goes out twice.',
    edit: 'Edit',
  },

  write: {
    title: 'Write to a new number',
    number: 'Phone number',
    numberHint: 'With its country code, such as +44 7700 900001.',
    numberProblem: {
      'no-number': 'This is no phone number yet. Write it with its country code, such as +44 7700 900001.',
      'too-short': 'This is no phone number yet. Write it with its country code, such as +44 7700 900001.',
      'national-number': 'The country code is missing. Begin with + and the code, such as +44 7700 900001.',
      'short-code': 'This is a short code. It cannot be texted or called from here.',
      'sender-name': 'This is a name. Only phone numbers can be texted or called.',
    },
    numberIs: (number: string, country: string) => `${number} · ${country}`,
    text: 'Text',
    textMissing: 'Write a text.',
    send: 'Send and open the ticket',
  },

  close: {
    title: (number: number) => `Close ticket ${number}`,
    explain: 'The customer’s next text opens a new ticket.',
    text: 'Last text (optional)',
    submit: 'Close now',
    submitText: 'Send and close',
    submitting: 'Closing…',
    notClosed: 'Not closed: something new came in. Read it, then close again.',
    alreadyClosed: 'Another agent closed this ticket before you.',
    textBlocked: 'The ticket is closed, but the last text did not go out.',
    newerOpen: 'This customer has a newer open ticket. Answer there.',
  },
};

/** The texts that each language has. */
export type Words = Widened<typeof en>;

/** The same keys and parameters, with any text. */
type Widened<T> = {
  [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...args: infer A) => string
      ? (...args: A) => string
      : Widened<T[K]>;
};
