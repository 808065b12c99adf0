import type { Texts } from '../purposes.ts';

export const zh: Texts = {
  confirm: '感谢您联系{business}客服。您的请求已登记，工单号为{ticket}。我们将在24小时内回复您。',
  notify: '您的{business}包裹预计{day}{window}送达。如需更改，请回复数字：{options}',
  ack: '已收到您的选择{choice}。配送安排：{label}',
  options: '抱歉，请回复以下数字之一：{options}',
  stopped: '{business}：您已退订，今后不会再收到我们的短信。如需恢复，请回复 START。',
  started: '{business}：您已恢复接收我们的短信。如需退订，请回复 STOP。',
  help: '这里是{business}。如有问题，请直接回复本短信，我们会答复您。如需退订，请回复 STOP。',
  missed:
    '抱歉，{business}未能接听您的来电。已登记工单，工单号为{ticket}，我们会尽快与您联系。您也可以直接回复本短信。',
};
