import type { Notify } from '../ncco.ts';
import * as rules from '../rules.ts';
import { optional, required } from '../rules.ts';
import { actionReader, named } from './reader.ts';
import type { ValueRules } from './values.ts';

export const notify = ({ link }: ValueRules) =>
  actionReader(
    rules.shape<Notify>('notify', {
      action: named('notify'),
      payload: required(rules.object),
      eventUrl: required(rules.oneUrl(link)),
      eventMethod: optional(rules.method),
    }),
  );
