import { type Findings } from '../findings.ts';
import type { Stream, Talk } from '../ncco.ts';
import * as rules from '../rules.ts';
import { optional, required } from '../rules.ts';
import { actionReader, named, optionPath, type Position } from './reader.ts';
import { loop, volume, type ValueRules } from './values.ts';

const MAX_SPOKEN_CHARACTERS = 1500;

/** The length of SSML is the length of what is spoken: tags and their attributes do not count. */
const spoken = rules.textThat(
  `a text that is not empty and says at most ${MAX_SPOKEN_CHARACTERS} characters`,
  (text) =>
    text.trim() !== '' &&
    (/^\s*<speak[\s/>]/i.test(text) ? text.replace(/<[^<>]*>/g, '').trim() : text).length <=
      MAX_SPOKEN_CHARACTERS,
);

export const talk = actionReader(
  rules.shape<Talk>('talk', {
    action: named('talk'),
    text: required(spoken),
    bargeIn: optional(rules.boolean),
    loop,
    level: volume,
    language: optional(rules.language),
    style: optional(rules.integer(0)),
    premium: optional(rules.boolean),
  }),
  bargesIntoInput,
);

export const stream = ({ link }: ValueRules) =>
  actionReader(
    rules.shape<Stream>('stream', {
      action: named('stream'),
      streamUrl: required(rules.oneUrl(link)),
      level: volume,
      bargeIn: optional(rules.boolean),
      loop,
    }),
    bargesIntoInput,
  );

function bargesIntoInput({ bargeIn }: Talk | Stream, position: Position, findings: Findings): void {
  if (bargeIn !== true) return;
  const next = position.names.slice(position.index + 1).find((name) => name !== 'talk' && name !== 'stream');
  if (next === 'input') return;
  findings.problem(
    optionPath(position, 'bargeIn'),
    `the next action that is not talk or stream must be input, got ${typeof next === 'string' ? next : 'nothing'}`,
  );
}
