import type { Findings } from '../findings.ts';
import type { Pay } from '../ncco.ts';
import * as rules from '../rules.ts';
import { optional, required } from '../rules.ts';
import { actionReader, named, optionPath, type Position } from './reader.ts';
import type { ValueRules } from './values.ts';

export const pay = ({ link }: ValueRules) =>
  actionReader(
    rules.shape<Pay>('pay', {
      action: named('pay'),
      amount: required(rules.numberAbove(0)),
      currency: optional(rules.text),
      eventUrl: optional(rules.oneUrl(link)),
      prompts: optional(rules.listOf(rules.object)),
      voice: optional(rules.object),
    }),
    isUndocumented,
  );

function isUndocumented(_pay: Pay, position: Position, findings: Findings): void {
  findings.warn(optionPath(position, 'action'), 'pay is gone from the actions that Vonage documents');
}
