import type { Findings } from '../findings.ts';
import type { RecordAction } from '../ncco.ts';
import * as rules from '../rules.ts';
import { optional } from '../rules.ts';
import { actionReader, named, optionPath, type Position } from './reader.ts';
import { eventOptions, type ValueRules } from './values.ts';

export const record = (values: ValueRules) =>
  actionReader(
    rules.shape<RecordAction>('record', {
      action: named('record'),
      format: optional(rules.oneOf('mp3', 'wav', 'ogg')),
      split: optional(rules.oneOf('conversation')),
      channels: optional(rules.integer(1, 32)),
      endOnSilence: optional(rules.number(3, 10)),
      endOnKey: optional(rules.matching(/^[0-9*#]$/, 'one key: a digit, * or #')),
      timeOut: optional(rules.number(3, 7200)),
      beepStart: optional(rules.boolean),
      ...eventOptions(values),
      transcription: optional(rules.object),
    }),
    channelsNeedSplit,
  );

function channelsNeedSplit({ channels, split }: RecordAction, position: Position, findings: Findings): void {
  if (channels !== undefined && split === undefined) {
    findings.warn(optionPath(position, 'channels'), "counts only with split 'conversation'");
  }
}
