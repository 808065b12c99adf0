import { setTimeout as pause } from 'node:timers/promises';
import { lastGoodName } from '../../desk/ncco/items.ts';
import { PRESETS, apology } from '../../desk/calls/presets.ts';
import type { Ncco } from '../../desk/ncco/ncco.ts';
import { RetryableError } from '../../desk/retryable-error.ts';
import { ClientError } from '../../desk/client-error.ts';
import { DEFAULT_SETTINGS, numberFor, type Settings } from '../../desk/settings.ts';
import { configItems, readSettings } from '../../edge/aws/dynamodb/config.ts';
import type { Request } from '../../edge/http/handler.ts';
import { json, type Response } from '../../edge/http/responses.ts';
import type { AuthenticatedUrl } from '../../edge/vonage/auth/callback.ts';
import { authenticateVoiceWebhook, withOwnUrls } from '../../edge/vonage/voice/webhook.ts';
import { describe, log } from '../../edge/aws/log.ts';
import { SecretUnusable } from '../../edge/aws/setup-missing.ts';

/** Vonage waits 5 s for an NCCO, and a caller in silence not even that: what is late is done without. */
const PATIENCE_MS = 1_800;
/** With what the leases take, and a cold start before it all, these must fit into Vonage's 5 s. */
const MORE_MS = 1_000;
/** A slow proof leaves so much for the items: with it and a lease Vonage, which waits 5 s, is still answered in time. */
const LEFT_FOR_ITEMS_MS = 1_500;

/** What ops wrote for calls, as far as it can be had in time. */
export interface VoiceConfig {
  items: Record<string, unknown>;
  businessNumber: string | undefined;
  settings: Settings;
  /** Whether the table could be read just now. */
  current: boolean;
  /**
   * The table did not fail, it kept silent. `cold`: to an environment that has just started, so that the time may have
   * been its own; whoever asks again in a moment knows more.
   */
  late?: 'silent' | 'cold';
}

/** What this environment read before: it stands in while the table cannot be read. */
let lastRead: VoiceConfig = {
  items: {},
  businessNumber: undefined,
  settings: DEFAULT_SETTINGS,
  current: false,
};
let started = false;

const FIXED = ['answer', 'menu', ...Object.keys(PRESETS).flatMap((name) => [name, lastGoodName(name)])];

/**
 * Answers a call that is under way. Only a wrong proof is refused, and one that Vonage forgot is asked for again; both,
 * but for a cold start, where secrets and items are fetched side by side, before any table is asked: a stranger's
 * garbage costs no reads. Where the proof cannot be checked, because no secret is to be had, the caller hears an
 * apology: nothing is connected on an unproven word.
 *
 * @param compose   makes the NCCO, from what ops wrote and what our own URL says
 * @param fromNcco whether the URL must be one that the desk handed out
 */
export async function answerCall(
  request: Request,
  compose: (config: VoiceConfig, url: URLSearchParams) => Promise<Ncco>,
  { fromNcco = false }: { fromNcco?: boolean } = {},
): Promise<Response> {
  const begun = performance.now();
  const early = started ? undefined : voiceConfig(PATIENCE_MS);
  let url: AuthenticatedUrl;
  try {
    url = await inTime(authenticateVoiceWebhook(request, { handedOut: fromNcco }));
  } catch (error) {
    if (error instanceof ClientError || error instanceof RetryableError) throw error;
    if (!(error instanceof SecretUnusable)) log('error', 'proof-unavailable', describe(error));
    return json(200, apology());
  }
  const left = Math.max(PATIENCE_MS - (performance.now() - begun), LEFT_FOR_ITEMS_MS);
  const config = await (early ?? voiceConfig(left));
  return json(200, withOwnUrls(await compose(config, url.parameters), request, url));
}

/** Never throws: what cannot be read is as it was read last; where it never was, the built-in presets answer. */
async function voiceConfig(patienceMs: number): Promise<VoiceConfig> {
  const warm = started;
  started = true;
  try {
    const [items, { settings }] = await inTime(Promise.all([configItems(FIXED), readSettings()]), patienceMs);
    const businessNumber = numberFor(settings, 'voice') ?? numberFor(settings, 'support');
    lastRead = { items: Object.fromEntries(items), businessNumber, settings, current: false };
    return { ...lastRead, current: true };
  } catch (error) {
    log('error', 'config-unavailable', describe(error));
    if (!(error instanceof TooLate)) return lastRead;
    return { ...lastRead, late: warm ? 'silent' : 'cold' };
  }
}

/** More items by their names, such as presets of the ops' own; undefined when they cannot be had. */
export async function moreItems(names: string[]): Promise<Record<string, unknown> | undefined> {
  try {
    return Object.fromEntries(await inTime(configItems(names), MORE_MS));
  } catch (error) {
    log('error', 'config-unavailable', describe(error));
    return undefined;
  }
}

/** The work may yet be done, or not: nobody heeds it any more. */
export class TooLate extends Error {
  override name = 'TooLate';
}

/** @throws TooLate when the work is not done in time; it goes on unheeded */
export async function inTime<T>(work: Promise<T>, patienceMs = PATIENCE_MS): Promise<T> {
  const late = new AbortController();
  try {
    return await Promise.race([
      work,
      pause(patienceMs, undefined, { signal: late.signal }).then(() => {
        throw new TooLate('late');
      }),
    ]);
  } finally {
    late.abort();
  }
}
