import { setTimeout as pause } from 'node:timers/promises';
import { apology } from '../desk/calls/presets.ts';
import type { Ncco } from '../desk/calls/ncco.ts';
import { Refusal } from '../desk/refusal.ts';
import { numberFor } from '../desk/settings.ts';
import { configItems, readSettings } from '../edge/dynamodb/config.ts';
import type { Request } from '../edge/http/chain.ts';
import { json, type Response } from '../edge/http/responses.ts';
import { provenVoice } from '../edge/http/voice-webhook.ts';
import { describe, log } from '../edge/log.ts';

/** Vonage waits 5 s for an NCCO, and a caller in silence not even that: what is late is done without. */
const PATIENCE_MS = 1_800;

/** What ops wrote for calls, as far as it can be had in time. */
export interface VoiceConfig {
  items: Record<string, unknown>;
  businessNumber: string | undefined;
}

const FIXED = ['answer', 'menu', 'inbound-call', 'outbound-call', 'ivr', 'custom'];

/**
 * Answers a call that is under way. Only a wrong proof is refused. Where the proof cannot be checked, because no secret
 * is to be had, the caller hears an apology: nothing is connected on an unproven word.
 */
export async function answerCall(
  request: Request,
  compose: (config: VoiceConfig) => Promise<Ncco>,
): Promise<Response> {
  const config = voiceConfig();
  try {
    await inTime(provenVoice(request));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    log('error', 'proof-unavailable', describe(error));
    return json(200, apology());
  }
  return json(200, await compose(await config));
}

/** Never throws: what cannot be read is as if it were not there, and the built-in presets answer. */
async function voiceConfig(): Promise<VoiceConfig> {
  try {
    const [items, { settings }] = await inTime(Promise.all([configItems(FIXED), readSettings()]));
    return {
      items: Object.fromEntries(items),
      businessNumber: numberFor(settings, 'voice') ?? numberFor(settings, 'support'),
    };
  } catch (error) {
    log('error', 'config-unavailable', describe(error));
    return { items: {}, businessNumber: undefined };
  }
}

/** One more item by its name, such as a preset of the ops' own; undefined when it cannot be had. */
export async function oneItem(name: string): Promise<unknown> {
  try {
    return (await inTime(configItems([name]))).get(name);
  } catch (error) {
    log('error', 'config-unavailable', describe(error));
    return undefined;
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const late = new AbortController();
  try {
    return await Promise.race([
      work,
      pause(PATIENCE_MS, undefined, { signal: late.signal }).then(() => {
        throw new Error('late');
      }),
    ]);
  } finally {
    late.abort();
  }
}
