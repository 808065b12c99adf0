import { isBlank } from './characters.ts';
import { measure } from '../messages/sms/encoding.ts';

/** The languages that the desk speaks. */
export type Language = 'en' | 'ja' | 'zh';

export const LANGUAGES = ['en', 'ja', 'zh'] as const satisfies Language[];

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

/** The ops' own templates of a language. */
export type Wording = (language: Language) => Partial<Texts>;

export const BUILT_IN: Record<Language, Texts> = {
  en: {
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
  },
  ja: {
    confirm:
      '{business}サポートへのお問い合わせありがとうございます。チケット番号{ticket}で受け付けました。24時間以内にご連絡いたします。',
    notify:
      '{business}からのお届けは{day}、{window}の予定です。変更をご希望の場合は番号でご返信ください：{options}',
    ack: '{choice}番を承りました。お届け予定：{label}',
    options: 'お手数ですが、次の番号でご返信ください：{options}',
    stopped:
      '{business}です。配信を停止しました。今後メッセージはお送りしません。再開するには START とご返信ください。',
    started: '{business}です。配信を再開しました。停止するには STOP とご返信ください。',
    help: '{business}です。ご質問はこの番号にご返信ください。配信を停止するには STOP とご返信ください。',
    missed:
      '{business}です。お電話に出られず申し訳ございません。チケット番号{ticket}で承りました。折り返しご連絡いたします。このメッセージへのご返信もお待ちしております。',
  },
  zh: {
    confirm: '感谢您联系{business}客服。您的请求已登记，工单号为{ticket}。我们将在24小时内回复您。',
    notify: '您的{business}包裹预计{day}{window}送达。如需更改，请回复数字：{options}',
    ack: '已收到您的选择{choice}。配送安排：{label}',
    options: '抱歉，请回复以下数字之一：{options}',
    stopped: '{business}：您已退订，今后不会再收到我们的短信。如需恢复，请回复 START。',
    started: '{business}：您已恢复接收我们的短信。如需退订，请回复 STOP。',
    help: '这里是{business}。如有问题，请直接回复本短信，我们会答复您。如需退订，请回复 STOP。',
    missed:
      '抱歉，{business}未能接听您的来电。已登记工单，工单号为{ticket}，我们会尽快与您联系。您也可以直接回复本短信。',
  },
};

/**
 * The text for a purpose: from the edited template if its braces hold only known placeholders and the text takes at most
 * `maxParts` SMS parts, else from the built-in one. So a mistake in the config table never sends a customer a broken
 * sentence, or a text at many times the price.
 *
 * @param edited the templates of that language that ops have edited
 */
export function renderText<P extends Purpose>(
  purpose: P,
  language: Language,
  values: Purposes[P],
  edited: Partial<Texts> = {},
  maxParts = 6,
): string {
  const known = new Map(Object.entries<string>(values));
  const template = edited[purpose];
  if (template !== undefined && isUsable(template, known)) {
    const text = fill(template, known);
    if (measure(text).parts <= maxParts) return text;
  }
  return fill(BUILT_IN[language][purpose], known);
}

const PLACEHOLDER = /\{(\w+)\}/g;

/** In one pass, so that braces in a value are not placeholders. */
const fill = (template: string, known: Map<string, string>): string =>
  template.replace(PLACEHOLDER, (whole, name: string) => known.get(name) ?? whole);

function isUsable(template: string, known: Map<string, string>): boolean {
  const rest = template.replace(PLACEHOLDER, (whole, name: string) => (known.has(name) ? '' : whole));
  return !isBlank(template) && !/[{}]/.test(rest);
}
