import { chooseAnswer, directionOf, type Answer } from '../../desk/calls/answer.ts';
import { own, tell } from '../../desk/calls/findings.ts';
import type { Ncco } from '../../desk/calls/ncco.ts';
import { markProblems } from '../../edge/dynamodb/config.ts';
import { answering } from '../../edge/http/chain.ts';
import { dtmfUrl, voiceParameters } from '../../edge/http/voice-webhook.ts';
import { describe, log } from '../../edge/log.ts';
import { answerCall, inTime, oneItem, type VoiceConfig } from '../voice.ts';

/** What answered well before, in this environment: it stands in when an item is broken by hand. */
const lastGood: Record<string, Ncco> = {};

/** A caller waits in silence: a mark that takes longer is left to the next call. */
const MARKING_MS = 500;

/** `/webhooks/answer`: what a call hears first, as ops chose; `/webhooks/fallback`: the built-in preset, whatever ops chose. */
export const handler = answering((request) =>
  answerCall(request, async (config) => {
    const call = voiceParameters(request);
    const fallback = request.rawPath === '/webhooks/fallback';
    const { items, businessNumber } = fallback ? { ...config, items: {} } : await withOwnPreset(config, call);
    const answer = chooseAnswer({
      config: { items, lastGood },
      call,
      dtmfUrl: dtmfUrl(request),
      businessNumber: businessNumber ?? calledNumber(call),
    });
    if (answer.good) lastGood[answer.preset] = answer.good;
    if (!fallback && config.current) await tellOps(answer, items);
    return answer.ncco;
  }),
);

/** A preset by a name of the ops' own is not among those that are always read. */
async function withOwnPreset(config: VoiceConfig, call: unknown): Promise<VoiceConfig> {
  const name = own(config.items['answer'], directionOf(call));
  if (!config.current) return config;
  if (typeof name !== 'string' || name in config.items || name.length > 200 || name.trim() === '')
    return config;
  const item = await oneItem(name.trim());
  return item === undefined ? config : { ...config, items: { ...config.items, [name.trim()]: item } };
}

/** Without settings, the number that the customer called is the business's own. */
function calledNumber(call: unknown): string {
  const to = directionOf(call) === 'incoming' ? own(call, 'to') : undefined;
  return typeof to === 'string' ? to : '';
}

/** What is wrong with an item is written on the item, once, and taken off when it is mended. */
async function tellOps({ preset, problems, source }: Answer, items: VoiceConfig['items']): Promise<void> {
  if (source !== 'item')
    log('warn', 'ncco-not-from-item', { preset: preset.slice(0, 60), source, problems: problems.length });
  await Promise.all(
    Object.entries(items).map(async ([name, item]) => {
      const found = problems.filter((problem) => problem.item === name).map(tell);
      const noted: unknown = own(item, 'problems') ?? [];
      if (JSON.stringify(noted) === JSON.stringify(found)) return;
      if (found.length === 0 && name !== preset) return;
      try {
        await inTime(markProblems(name, found), MARKING_MS);
      } catch (error) {
        log('warn', 'problems-not-noted', describe(error));
      }
    }),
  );
}
