import type { Findings } from '../findings.ts';
import type { Conversation, OneUrl, Transfer } from '../ncco.ts';
import * as rules from '../rules.ts';
import { optional, required, type Rule } from '../rules.ts';
import { actionReader, named, optionPath, type Position } from './reader.ts';
import { eventOptions, legs, type ValueRules } from './values.ts';

export const conversation = (values: ValueRules) =>
  actionReader(
    rules.shape<Conversation>('conversation', {
      action: named('conversation'),
      name: required(rules.text),
      musicOnHoldUrl: optional(urlOrList(values)),
      startOnEnter: optional(rules.boolean),
      endOnExit: optional(rules.boolean),
      record: optional(rules.boolean),
      canSpeak: legs,
      canHear: legs,
      mute: optional(rules.boolean),
      transcription: optional(rules.object),
      ...eventOptions(values),
    }),
    muteOrCanSpeak,
  );

export const transfer = actionReader(
  rules.shape<Transfer>('transfer', {
    action: named('transfer'),
    conversationId: required(rules.text),
    mute: optional(rules.boolean),
    canSpeak: legs,
    canHear: legs,
  }),
  muteOrCanSpeak,
);

/** Vonage's own examples write the music's URL both ways. */
function urlOrList({ link }: ValueRules): Rule<string | OneUrl> {
  const list = rules.oneUrl(link);
  return (value, path, findings) =>
    Array.isArray(value) ? list(value, path, findings) : link(value, path, findings);
}

function muteOrCanSpeak(
  { mute, canSpeak }: Conversation | Transfer,
  position: Position,
  findings: Findings,
): void {
  if (mute !== undefined && canSpeak !== undefined) {
    findings.warn(optionPath(position, 'mute'), 'is not supported together with canSpeak');
  }
}
