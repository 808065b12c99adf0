/** The languages that the desk speaks. */
export type Language = 'en' | 'ja' | 'zh';

export const LANGUAGES = ['en', 'ja', 'zh'] as const satisfies Language[];

/** Each purpose for which a text is sent, with the values that its template may name in braces. */
export interface Purposes {
  confirm: { business: string; ticket: string };
  notify: { business: string; day: string; window: string; options: string };
  ack: { business: string; choice: string; label: string };
  options: { business: string; options: string };
}

export type Purpose = keyof Purposes;

/** Templates by purpose; `{name}` stands for a value. */
export type Texts = { [P in Purpose]: string };

export const BUILT_IN: Record<Language, Texts> = {
  en: {
    confirm:
      'Thank you for contacting {business} support. Your request has been registered as ticket {ticket}. We intend to get back to you within 24 hours.',
    notify:
      'Your {business} delivery is scheduled for {day} between {window}. To change it, reply with {options}.',
    ack: 'Thank you for picking option {choice}. Your delivery is now scheduled: {label}.',
    options: 'Sorry, that is not one of the options. Please reply with {options}.',
  },
  ja: {
    confirm:
      '{business}サポートへのお問い合わせありがとうございます。チケット番号{ticket}で受け付けました。24時間以内にご連絡いたします。',
    notify:
      '{business}からのお届けは{day}の{window}の予定です。変更する場合は番号でご返信ください: {options}',
    ack: '{choice}番を承りました。お届け予定: {label}',
    options: 'お手数ですが、次の番号でご返信ください: {options}',
  },
  zh: {
    confirm: '感谢您联系{business}客服。您的请求已登记,工单号为{ticket}。我们将在24小时内回复您。',
    notify: '您的{business}包裹预计{day}{window}送达。如需更改,请回复数字:{options}',
    ack: '已收到您的选择{choice}。配送安排:{label}',
    options: '抱歉,请回复以下数字之一:{options}',
  },
};

/**
 * The text for a purpose: the ops' template when its braces hold nothing but known values, else the built-in one, so
 * that a slip in the config table never sends a customer a broken sentence.
 */
export function say<P extends Purpose>(
  purpose: P,
  language: Language,
  values: Purposes[P],
  edited: Partial<Texts> = {},
): string {
  const known = new Map(Object.entries<string>(values));
  const template = edited[purpose];
  const chosen = template !== undefined && isUsable(template, known) ? template : BUILT_IN[language][purpose];
  return chosen.replace(PLACEHOLDER, (whole, name: string) => known.get(name) ?? whole);
}

const PLACEHOLDER = /\{(\w+)\}/g;

function isUsable(template: string, known: Map<string, string>): boolean {
  const rest = template.replace(PLACEHOLDER, (whole, name: string) => (known.has(name) ? '' : whole));
  return template.trim() !== '' && !/[{}]/.test(rest);
}
