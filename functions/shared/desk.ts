import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { CallDesk } from '../../desk/calls/event-follow-up.ts';
import type { InboundDesk } from '../../desk/inbound.ts';
import type { SendPolicy } from '../../desk/messages/send-policy.ts';
import { createSendPolicy } from '../../desk/messages/create-send-policy.ts';
import type { Outbox } from '../../desk/messages/outbox.ts';
import { createOutbox } from '../../desk/messages/create-outbox.ts';
import type { Settings } from '../../desk/settings.ts';
import { holdStore } from '../../edge/aws/dynamodb/account-hold.ts';
import { callLog } from '../../edge/aws/dynamodb/calls.ts';
import { readSettings } from '../../edge/aws/dynamodb/config.ts';
import { customerStore } from '../../edge/aws/dynamodb/customers.ts';
import { deliveryStore } from '../../edge/aws/dynamodb/deliveries.ts';
import { messageStore } from '../../edge/aws/dynamodb/messages.ts';
import { splitStore } from '../../edge/aws/dynamodb/splits.ts';
import { ticketStore } from '../../edge/aws/dynamodb/tickets.ts';
import { voicemailStore } from '../../edge/aws/dynamodb/voicemails.ts';
import { log } from '../../edge/aws/log.ts';
import { sender } from '../../edge/vonage/sms/send.ts';
import { now } from './clock.ts';

/* The desk's rules, wired to the edge: the one place where the functions choose which stores and senders the rules use. */

/** 32 characters: a text's id and its `client-ref`, which does not reveal its cause. */
export const hash = (cause: string): string =>
  `fd${createHash('sha256').update(cause).digest('hex').slice(0, 30)}`;

export const newId = randomUUID;

/**
 * @param budgetMs how long sending one text may be retried before it is left to the sweep
 * @param sweeps   whether it is the sweep's own, which may send while the account is held
 */
export function outbox(settings: Settings, budgetMs: number, sweeps = false): Outbox {
  return createOutbox({
    store: messageStore(settings.keepDays).outbox,
    sendPolicy: logged(
      createSendPolicy({ store: customerStore(), holds: holdStore(), settings, now, sweeps }),
    ),
    sender,
    now,
    newId,
    hash,
    pause: (ms) => pause(ms),
    random: Math.random,
    budgetMs,
  });
}

/** Logs the reason for each text that is held or blocked; as a warning or an error where an owner must know of it. */
function logged(sendPolicy: SendPolicy): SendPolicy {
  return {
    async check(text) {
      const decision = await sendPolicy.check(text);
      if (decision.action === 'block')
        log(decision.reason === 'opted-out' ? 'info' : 'warn', decision.reason);
      if (decision.action === 'hold')
        log(decision.reason === 'daily-limit' ? 'warn' : 'info', `held-${decision.reason}`);
      return decision;
    },
    async holdAccount(text, refusal) {
      const isHeld = await sendPolicy.holdAccount(text, refusal);
      if (isHeld) log('error', `vonage-${refusal.trouble}`);
      else log('warn', 'carrier-blocked');
      return isHeld;
    },
  };
}

/** Vonage waits 5 s for the response to a webhook: this much of it is left for sending. */
const WEBHOOK_BUDGET_MS = 2_000;

/** What handling a customer's text works with. */
export async function inboundDesk(): Promise<InboundDesk> {
  const { settings, texts } = await readSettings();
  return {
    tickets: ticketStore(settings.keepDays),
    customers: customerStore(),
    messages: messageStore(settings.keepDays).inbound,
    splits: splitStore(),
    deliveries: deliveryStore(settings.keepDays),
    outbox: outbox(settings, WEBHOOK_BUDGET_MS),
    settings,
    texts,
    now,
  };
}

/** What handling an event of a phone call works with. */
export function callDesk(
  { settings, texts }: Pick<Awaited<ReturnType<typeof readSettings>>, 'settings' | 'texts'>,
  sender: Outbox,
): CallDesk {
  return {
    events: callLog(settings).events,
    tickets: ticketStore(settings.keepDays),
    messages: messageStore(settings.keepDays).inbound,
    voicemails: voicemailStore(),
    outbox: sender,
    settings,
    texts,
    now,
  };
}
