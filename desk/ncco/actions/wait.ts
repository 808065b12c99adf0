import type { Wait } from '../ncco.ts';
import * as rules from '../rules.ts';
import { optional } from '../rules.ts';
import { actionReader, named } from './reader.ts';

export const wait = actionReader(
  rules.shape<Wait>('wait', { action: named('wait'), timeout: optional(rules.number(0.1, 7200)) }),
);
