import { LANGUAGES, type Language } from '../../contract/languages.ts';
import { withoutEmoji, withoutInvisible } from '../texts/characters.ts';

/**
 * Whether a text that is no keyword reads as a wish to get no more texts: "please stop texting me", もう送らないでください,
 * 别再发了. A guess from phrases of English, Japanese and Chinese, for an agent to judge: it never opts anybody out.
 * docs/opt-out.md lists the phrases in words.
 *
 * Each clause is matched separately, in NFKC and lower case, so that "Stop by the shop. Then text me." is none.
 */
export function soundsLikeStop(text: string): boolean {
  if (text.length > LONGEST) return false;
  return clausesOf(text).some((clause) => {
    const words = clause.join(' ');
    // Japanese and Chinese write no spaces, and decorate with them.
    const run = clause.join('');
    return LANGUAGES.some((language) => IS_STOP[language](words, run));
  });
}

/** UTF-16 units, as for keywords: Vonage delivers no longer text in one webhook. */
const LONGEST = 3_200;

const CLAUSE_ENDS = /[.!?…。！？;；,，、:：\n\r()[\]「」『』"“”]+/u;

function clausesOf(text: string): string[][] {
  const plain = withoutInvisible(withoutEmoji(text).normalize('NFKC')).toLowerCase();
  return plain
    .split(CLAUSE_ENDS)
    .map((clause) => clause.match(/[^\s\p{Z}\p{C}\p{P}\p{S}]+/gu) ?? [])
    .filter((clause) => clause.length > 0);
}

/* English. Words are separated by single spaces; an apostrophe becomes one, so that "don't" is "don t". */

/** What is not wanted; in the plural where "the message" may be on a greeting card. */
const TEXTS =
  '(?:text messages|texts|messages|msgs|txts|sms(?:es)?|spam|notifications|alerts|reminders|promotions|promos|ads|adverts|offers|marketing)';
const TEXT = `(?:${TEXTS}|text message|text|message|msg|notification|alert|reminder|update|updates|rubbish|garbage|crap|shit|junk|nonsense|stuff)`;
const PLEASE = '(?:please|pls|plz|ok|okay|just|now|hey|kindly|i said)';
const AFTER =
  '(?:please|pls|plz|ok|now|already|immediately|again|ever|anymore|any more|any longer|from now on|to me|to us|to this number|to my (?:phone|number)|from you|thanks|thank you|all day|every day|at once)';
const NOT =
  '(?:do not|don t|dont|never|no longer|did not|didn t|didnt|does not|doesn t|will not|won t|can not|cannot|can t|not|why did (?:you|they)|when did (?:you|they)|did (?:you|they)|if (?:you|they)|was i|were you|been|got)';
const BOTHERING =
  '(?:texting|txting|texing|messaging|msging|smsing|spamming|contacting|bothering|harassing|pestering|notifying|bugging|annoying|disturbing)';
const BOTHER = '(?:text|txt|message|msg|sms|spam|contact|bother|harass|pester|disturb|write to|write)';
const UNSUBSCRIBE = '(?:un ?subscribe|unsub|unsuscribe|unsubcribe|unsubscibe)';

const ENGLISH = [
  // stop; please stop; stop it now; STOP 12345
  `^(?:${PLEASE} )*stop(?: (?:stop|it|this|that|me|everything|all|\\d+|${AFTER}))*$`,
  // stop texting me; will you quit spamming my phone
  `\\b(?<!\\b${NOT} )(?:stop|quit|cease) (?:${BOTHERING}|(?:all |with )*(?:the |these |this |your |those |any |all |sending of )+(?:\\w+ ){0,2}${TEXT})\\b`,
  // stop sending me this; stop sending texts
  `\\b(?<!\\b${NOT} )(?:stop|quit|cease) sending (?:me |us )?(?:(?:all |any |more |such |so many |the |these |this |your |those |it |them |anything )*(?:\\w+ )?${TEXT}\\b|(?:(?:this|these|it|them|those|anything|everything|things|${AFTER})(?: |$))*$)`,
  // don't text me (but: don't text me before nine)
  `\\b(?:do not|don t|dont|never) (?:ever )?${BOTHER} (?:me|us|this number|my (?:phone|number))(?! (?:by|via|on|at|until|till|before|after|during|if|unless|when|while)\\b)`,
  // do not send me any more texts
  `\\b(?:do not|don t|dont|never) (?:ever )?send (?:me |us )?(?:(?:any |more |further |such |these |your |those |this )*${TEXT}\\b|(?:(?:anything|more|this|these|any ?more)(?: |$))+(?:(?:${AFTER})(?: |$))*$)`,
  // I don't want any more texts; I no longer wish to hear from you; I never signed up for this
  `\\b(?:do not|don t|dont|no longer|did not|didn t|didnt|never) (?:want|wish|need|ask(?:ed)?|agree(?:d)?|consent(?:ed)?|sign(?:ed)? up|subscribe(?:d)?)(?: (?:to|for|get|getting|receive|receiving|be|any|more|your|these|the|of|from|you|such|those|this))* (?:${TEXTS}|(?:hear|hearing) from you|texted|messaged|contacted|bothered|on (?:this|your|the) list)\\b`,
  // no more messages; no texts please
  `^(?:${PLEASE} |thanks |thank you |enough )*no (?:more |further )?(?:of (?:this|these|your) )?${TEXTS}(?: ${AFTER})*$`,
  // unsubscribe me; opt me out of your texts; take me off this list
  `\\b(?<!\\b${NOT} )(?<!\\b${NOT} \\w+ )(?:${UNSUBSCRIBE}|opt (?:me |us )?out(?! of)|opt (?:me |us )?out of (?:\\w+ ){0,3}(?:${TEXTS}|list|this|it))\\b`,
  `\\b(?:take|remove|delete|get) (?:me|us|my number|my name|this number) (?:off|from|out of) (?:\\w+ ){0,3}(?:lists?|database|system|records|${TEXTS})\\b`,
  `\\b(?:remove me|(?:remove|delete|lose|forget|erase) my (?:phone |mobile |cell )?number)$`,
  `\\b(?:cancel|end|turn off|switch off|disable|halt|discontinue|block) (?:all |the |these |my |your |this |sms |text )*${TEXTS}\\b`,
  `\\b(?:revoke|withdraw) (?:my |all |any )*(?:consent|permission)\\b`,
  // leave me alone; not interested; this is spam
  `\\bleave (?:me|us) (?:the \\w+ |tf )?alone\\b`,
  `^(?:${PLEASE} )*(?:go away|get lost)$`,
  `\\b(?:fuck|piss|bugger|sod) off\\b`,
  `^(?:(?:sorry|no|but|thanks|i|we|m|am|re|are|really|absolutely|still) )*not interested(?: (?:in (?:this|these|your \\w+|it)|${AFTER}))*$`,
  `\\b(?:this|it|that) (?:is|s) (?:just |pure |all )*(?:spam|harassment)\\b|\\breport(?:ed|ing)? (?:you|this|it) (?:as|for) (?:spam|harassment)\\b`,
].map((pattern) => new RegExp(pattern, 'u'));

const isEnglishStop = (clause: string): boolean => ENGLISH.some((pattern) => pattern.test(clause));

/* Japanese. What may precede a verb is a closed list: 荷物を送らないで is about a parcel. */

const JA_TEXTS =
  '(?:迷惑メール|ショートメール|ショートメッセージ|メール|メッセージ|sms|テキスト|通知|お知らせ|連絡|ご連絡|配信|案内|ご案内|広告|宣伝|勧誘)';
const JA_BEFORE = `^(?:もう|二度と|今後|これ以上|一切|絶対|どうか|お願いだから|頼むから|お願いします|お願い|すみませんが|すみません|申し訳ありませんが|勝手に|何度も|このような|こんな|こういう|こういった|この|その|毎日|毎回|全ての|すべての|いちいち|しつこく|いい加減に|いい加減|いいかげんに|本当に|マジで|私に|私の|こちらに|番号に|番号への|当方に|ここに|御社の|御社から|貴社の|貴社から|そちらから|から|への|を|は|も|の|など|とか|${JA_TEXTS})*`;
const JA_ASKING = '(?:くだ|下さ|ほし|欲し|くれ|もら|いただ|頂|よ|ね|な|お願い|$)';

const JAPANESE = new RegExp(
  [
    // もう送らないでください; 連絡してこないで; メールしないで
    `${JA_BEFORE}(?:送ら|おくら|よこさ|寄越さ|送信し|送付し|送って(?:こ|来)|して(?:こ|来)|し)ない(?:で|よう)${JA_ASKING}`,
    `${JA_BEFORE}(?:送る|送信する|連絡する|メールする)(?:な$|なよ|のを?(?:やめ|止め)て)`,
    // 配信を止めてください; メールの停止; 通知を解除したい
    `${JA_TEXTS}(?:の|を|は|も|送信|受信|配信)*(?:(?:止め|とめ|やめ|辞め|停止し|中止し|ストップし|解除し|拒否し|ブロックし)(?:て${JA_ASKING}|たい|ろ)|(?:停止|中止|解除|拒否|ストップ)(?:を|の|手続き|手続|方法)*(?:お願い|希望|依頼|求め|ください|下さい|方法|手続|$))`,
    // もうやめて
    `^(?:もう|本当に|マジで|お願いだから|いい加減に?|いいかげんに?|こういうの|これ|を|は)*(?:やめ|止め|辞め)(?:て(?:ください|下さい|くれ|ほしい|欲しい|もらえますか|よ|ね)*|ろ)$`,
    // メールは不要です; 通知はいりません
    `${JA_BEFORE.replace(')*', ')+')}(?:不要|いりません|要りません|いらない|要らない|結構です|必要ありません|必要ない|お断り|受け取りたくな|受取拒否|ほしくな|欲しくな)`,
    `(?:受信拒否|配信不要|購読解除|購読を解除|登録解除|登録を解除|リストから(?:外|はず|削除|消)|番号を(?:削除|消)し)`,
    `(?<!ご)迷惑(?:です|だ|メール|なので|行為)|(?:ほっと|放っと|放って)(?:お)?いて|しつこい`,
  ].join('|'),
  'u',
);

/* Chinese, both scripts. 别发货 is about a parcel: what may follow 发 is a closed list. */

const ZH_TEXTS = '(?:短信|简讯|簡訊|消息|讯息|訊息|信息|资讯|資訊|通知|推送|广告|廣告|垃圾短信|垃圾簡訊)';
const ZH_KIND =
  '(?:这些|這些|这种|這種|此类|此類|这类|這類|任何|所有|你们的|你們的|垃圾|骚扰|騷擾|营销|營銷|推广|推廣|广告|廣告|的)';
const ZH_END =
  '(?:了|啦|吧|啊|好吗|好嗎|谢谢|謝謝|拜托|拜託|行吗|行嗎|过来|過來|来|來|给我|給我|到我手机|到我手機|我|我们|我們)*$';
const ZH_NOT =
  '(?:别|別|不要|不准|不许|不許|请勿|請勿|勿|不想|不希望|不用|停止|禁止|拒绝|拒絕|无需|無需|不再)';

const CHINESE = [
  // 别再发了; 不要再发短信; 请不要给我发消息
  `(?<![先暂暫还還])${ZH_NOT}(?:再|给我|給我|向我|一直|老是|老|总是|總是|总|總|乱|亂|继续|繼續|天天|每天|你们|你們)*(?:发送|發送|传送|傳送|推送|发|發|寄|传|傳)(?:${ZH_KIND}*${ZH_TEXTS}.*|${ZH_END})`,
  // 别骚扰我; 不要再联系我
  `${ZH_NOT}(?:再|来|來|一直|老是|老|总|總|继续|繼續)*(?:打扰|打擾|骚扰|騷擾|烦|煩|联系|聯繫|联络|聯絡|吵)${ZH_END}`,
  // 不想再收到短信; 取消通知; 拒收短信; 不需要短信
  `(?:不想|不愿|不願|不希望|不要|拒绝|拒絕|不再|停止|拒)(?:再)?(?:收到|接收|收)(?:到)?${ZH_KIND}*${ZH_TEXTS}`,
  `(?:停止|取消|关闭|關閉|关掉|關掉|终止|終止|屏蔽|封鎖)(?:发送|發送|推送|接收|给我的|給我的)*${ZH_KIND}*${ZH_TEXTS}`,
  `(?:不要|不需要|不用)(?:再)?(?:给我|給我)*${ZH_KIND}*${ZH_TEXTS}(?:了|啦|吧|我|谢谢|謝謝)*$`,
  // 我要退订 (but: 退订单, which returns an order)
  `(?<!不要|不想|没有|沒有|没|沒|别|別|未)(?:退订|退訂|取消订阅|取消訂閱|取消關注|取消关注)(?!单|單|房|票)`,
  `把我(?:从|從).*(?:名单|名單|列表)(?:上|中|里|裡)?(?:删|刪|移|去)|(?:删除|刪除|移除)我的?(?:号码|號碼|电话|電話|手机号|手機號)`,
  `(?:不感兴趣|不感興趣|没兴趣|沒興趣|没有兴趣|沒有興趣)|^(?:滚|滾)(?:蛋|开|開|吧)?$|^(?:真|太|好)?(?:烦|煩)死了?(?:人)?了?$`,
  `(?:骚扰|騷擾|垃圾)(?:短信|信息|讯息|訊息|簡訊|简讯)`,
].map((pattern) => new RegExp(pattern, 'u'));

/** 不要 is "do not" and "I do not want"; who does not want it to stop says 不要停止. */
const ZH_KEEPS =
  /(?:不要|别|別|不想|不用|请勿|請勿|没有|沒有)(?:再|给我|給我)*(?:停止|取消|关闭|關閉|退订|退訂)/u;

const isChineseStop = (clause: string): boolean =>
  !ZH_KEEPS.test(clause) && CHINESE.some((pattern) => pattern.test(clause));

/** By language: whether a clause refuses texts, with single spaces between its words, or as one run. */
const IS_STOP: Record<Language, (words: string, run: string) => boolean> = {
  en: isEnglishStop,
  ja: (_words, run) => JAPANESE.test(run),
  zh: (_words, run) => isChineseStop(run),
};
