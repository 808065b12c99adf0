import type { Words } from './words.ts';

export const zh: Words = {
  support: {
    title: (business) => `${business} 客服`,
    lead: '给我们发一条短信，您会立即收到工单号，随后由客服人员为您解答。',
    button: '短信联系客服',
    draft: (business) => `您好，${business}，我想咨询：`,
    or: '也可以直接发短信至：',
    textUs: '发短信至',
    point: '也可以用手机相机扫描二维码，直接打开短信。',
    code: (number) => `二维码：打开发送至 ${number} 的短信`,
    closed: '短信客服暂未开通，请稍后再来。',
  },
  notify: {
    title: (business) => (business === undefined ? '配送通知' : `${business} 配送通知`),
    lead: '用短信告诉顾客包裹何时送达。顾客回复一个数字即可更改。',
    numbers: '电话号码',
    hint: '请带上国家/地区代码，例如 +86\u00a0138\u00a00013\u00a08000。多个号码请用逗号或换行分隔。',
    key: '通知密钥',
    button: '发送通知',
    again: '继续通知其他顾客',
    done: '已发送',
    waiting: '等待发送',
    partly: '部分号码未发送',
    notSent: '未发送',
    recipients: '各号码的发送结果',
    number: '电话号码',
    result: '结果',
    statuses: {
      sent: '已发送',
      queued: '排队中，几分钟内发送',
      held: (until) =>
        until === undefined ? 'Vonage 目前不接受发送，暂缓' : `免打扰时段，暂缓至${until}发送`,
    },
    one: {
      sent: (number) => `通知已发送至 ${number}`,
      queued: (number) => `发往 ${number} 的通知正在排队`,
      held: (number, until) =>
        until === undefined
          ? `Vonage 目前不接受发送，发往 ${number} 的通知将在恢复后发送`
          : `现在是免打扰时段，发往 ${number} 的通知将于${until}发送`,
    },
    several: ({ sent, queued, held, all }) =>
      `共${all}个号码，已发送${sent}个${queued ? `，排队${queued}个` : ''}${held ? `，暂缓${held}个` : ''}`,
    someWrong: '其中有些不是国际格式的电话号码，请更正或删除。',
    notYet: '电话号码还不完整：请先输入“+”和国家/地区代码，再输入号码。',
  },
  reasons: {
    'notify-key-missing': '请输入通知密钥。',
    'notify-key-wrong': '通知密钥不正确。',
    'notify-key-paused': '通知密钥不正确。错误次数过多，请等待约一分钟后再试。',
    'number-missing': '请输入要通知的电话号码，例如 +86\u00a0138\u00a00013\u00a08000。',
    'too-many-numbers': '一次最多可以通知100个号码。',
    'unknown-field': '收到了此表单中没有的内容，请直接使用此处的表单。',
    'repeated-parameter': '同一项内容提交了两次，请直接使用此处的表单。',
    'not-utf8': '提交的内容不是UTF-8编码，请直接使用此处的表单。',
    'no-delivery-number': '尚未设置发送短信的号码，请联系管理员。',
    'no-number': '这不是国际格式的电话号码，例如 +86\u00a0138\u00a00013\u00a08000。',
    'too-short': '这不是国际格式的电话号码，例如 +86\u00a0138\u00a00013\u00a08000。',
    'national-number':
      '缺少国家/地区代码，请以“+”和国家/地区代码开头，例如 +86\u00a0138\u00a00013\u00a08000。',
    'short-code': '这是短号码，无法向其发送短信。',
    'sender-name': '这是发送方名称，短信只能发送到电话号码。',
    'own-number': '这是我们自己的号码。',
    'opted-out': '该顾客已退订短信，只有顾客本人回复 START 才能恢复。',
    'country-not-allowed': '不允许向该国家或地区发送短信。',
    'recipient-limit': '该号码今天可接收的短信已达上限。',
    'daily-limit': '今天可发送的短信已达上限。',
    'text-too-long': '短信内容过长，无法发送。',
    vonage: 'Vonage 无法送达这条短信。',
    'not-stored': '通知未能保存，因此没有发送。请重新提交该号码。',
    unavailable: '暂时无法处理，请稍后再试。',
  },
  unforeseen: '无法完成，请检查您输入的内容。',
  later: '暂时无法显示此页面，请稍后再试。',
};
