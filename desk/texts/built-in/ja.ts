import type { Texts } from '../purposes.ts';

export const ja: Texts = {
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
};
