import type { Words } from './words.ts';

export const en: Words = {
  support: {
    title: (business) => `${business} Support`,
    lead: 'Send us a text. You get a ticket number at once, and an answer from a person.',
    button: 'Get support via SMS',
    draft: (business) => `Hi ${business}, I'd like some help with: `,
    or: 'Or text us yourself:',
    textUs: 'Text us at',
    point: 'Or point your phone’s camera at the code: it opens a text to us.',
    code: (number) => `QR code that opens a text to ${number}`,
    closed: 'We cannot take texts just yet. Please come back soon.',
  },
  notify: {
    title: (business) => (business === undefined ? 'Deliveries' : `${business} deliveries`),
    lead: 'Tell customers when their delivery comes. Each can answer with a digit to change it.',
    numbers: 'Phone numbers',
    hint: 'With country code, such as +44\u00a07700\u00a0900001. For several, use commas or a line for each.',
    key: 'Notify key',
    button: 'Notify',
    again: 'Notify somebody else',
    done: 'Sent',
    waiting: 'Waiting',
    partly: 'Not sent to everyone',
    notSent: 'Not sent',
    recipients: 'What happened for each number',
    number: 'Number',
    result: 'Result',
    statuses: {
      sent: 'Sent',
      queued: 'Queued: it is sent within minutes',
      held: (until) =>
        until === undefined
          ? 'Held: Vonage takes no texts of ours at present'
          : `Held in quiet hours until ${until}`,
    },
    one: {
      sent: (number) => `Notification sent to ${number}`,
      queued: (number) => `Notification queued for ${number}`,
      held: (number, until) =>
        until === undefined
          ? `Notification to ${number} held: Vonage takes no texts of ours at present`
          : `Notification to ${number} held in quiet hours until ${until}`,
    },
    several: ({ sent, queued, held, all }) =>
      `Notification sent to ${sent} of ${all} numbers${queued ? `, ${queued} queued` : ''}${held ? `, ${held} held` : ''}`,
    someWrong: 'Some of these are no phone numbers in international form: correct them, or take them out.',
    notYet: 'Not a whole phone number yet: + and the country code, then the number.',
  },
  reasons: {
    'notify-key-missing': 'Enter the notify key.',
    'unknown-field':
      'Something was sent that this form does not have. Please use the form as it stands here.',
    'repeated-parameter': 'A field was sent twice. Please use the form as it stands here.',
    'national-number':
      'No country code: begin with + and the country code, such as +44\u00a07700\u00a0900001.',
    'short-code': 'This is a short code. Short codes cannot be texted.',
    'sender-name': 'This is a name. Only phone numbers can be texted.',
  },
  unforeseen: 'This could not be done. Please check what you entered.',
  later: 'This page cannot be shown right now. Please try again in a moment.',
};
