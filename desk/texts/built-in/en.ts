import type { Texts } from '../purposes.ts';

export const en: Texts = {
  confirm:
    'Thank you for contacting {business} support. Your request has been registered as ticket {ticket}. We intend to get back to you within 24 hours.',
  notify:
    'Your {business} delivery is scheduled for {day} between {window}. To change it, reply with {options}.',
  ack: 'Thank you for picking option {choice}. Your delivery is now scheduled: {label}.',
  options: 'Sorry, that is not one of the options. Please reply with {options}.',
  stopped:
    '{business}: you have opted out and will get no more texts from us. Reply START to get them again.',
  started: '{business}: you will get our texts again. Reply HELP for help, STOP to opt out.',
  help: 'This is {business}. Text us your question here and we will answer. Reply STOP to opt out.',
  missed:
    'Sorry that we missed your call. {business} has registered it as ticket {ticket} and will get back to you. You can also reply to this text.',
};
