import { createHash } from 'node:crypto';
import type { NotifyDesk } from '../../../../desk/deliveries/notify.ts';
import { receive, type InboundDesk, type InboundText } from '../../../../desk/inbound.ts';
import { RetryableError } from '../../../../desk/retryable-error.ts';
import type { Outbox } from '../../../../desk/messages/outbox.ts';
import { createOutbox } from '../../../../desk/messages/create-outbox.ts';
import type { SendResult } from '../../../../desk/messages/sender.ts';
import { sweep } from '../../../../desk/messages/sweep.ts';
import { createSendPolicy } from '../../../../desk/messages/create-send-policy.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../../desk/settings.ts';
import type { Texts } from '../../../../desk/texts/purposes.ts';
import type { AgentDesk } from '../../../../desk/tickets/agent-desk.ts';
import { DeliveriesTable } from './deliveries.ts';
import { MessagesTable } from './messages.ts';
import { SplitsTable } from './splits.ts';
import { atOnce, type Step } from './steps.ts';
import { TicketsTable } from './tickets.ts';

export const SUPPORT = '447700900000';
export const DELIVERY = '441632960960';
export const BOTH = '441632960961';
export const CUSTOMER = '447700900001';

export const SETTINGS: Settings = {
  ...DEFAULT_SETTINGS,
  numbers: { [SUPPORT]: { uses: ['support', 'voice'] }, [DELIVERY]: { uses: ['delivery'] } },
};

/** What the simulated Vonage accepted to send, in order. */
export interface Accepted {
  from: string;
  to: string;
  text: string;
  type: string;
  clientRef: string;
}

export const hash = (cause: string): string => createHash('sha256').update(cause).digest('hex').slice(0, 32);

/** Tables, a clock and a carrier that many execution environments share. */
export class House {
  readonly tickets = new TicketsTable(() => this.ms);
  readonly messages = new MessagesTable();
  readonly splits = new SplitsTable();
  readonly deliveries = new DeliveriesTable();
  readonly accepted: Accepted[] = [];
  /** What Vonage answers to the next sends; when none is left, it accepts. `lost` is accepted without our hearing it. */
  readonly answers: (SendResult | 'lost')[] = [];
  settings = SETTINGS;
  texts: Partial<Texts> = {};
  private readonly tickMs: number;
  private ms = 1_800_000_000_000;
  private ids = 0;

  /** @param tickMs how far the clock moves by itself at each look: 0 makes everything happen in the same millisecond */
  constructor(tickMs = 1) {
    this.tickMs = tickMs;
  }

  now = (): number => (this.ms += this.tickMs);

  advance(ms: number): void {
    this.ms += ms;
  }

  /** What one execution environment works with. */
  desk(step: Step = atOnce): InboundDesk & AgentDesk & NotifyDesk {
    return {
      tickets: this.tickets.store(step, this.settings.keepDays),
      customers: this.tickets.customerStore(step),
      splits: this.splits.store(step),
      messages: this.messages.inboundStore(step),
      deliveries: this.deliveries.store(step),
      outbox: this.outbox(step),
      settings: this.settings,
      texts: () => this.texts,
      now: this.now,
      hash,
    };
  }

  outbox(step: Step = atOnce, { budgetMs = 2_000, sweeps = false } = {}): Outbox {
    return createOutbox({
      store: this.messages.outboxStore(step),
      sendPolicy: createSendPolicy({
        store: this.tickets.customerStore(step),
        holds: this.tickets.holdStore(step),
        settings: this.settings,
        now: this.now,
        sweeps,
      }),
      sender: { send: (text) => step(() => this.carry(text)) },
      now: this.now,
      newId: () => `environment-${(this.ids += 1)}`,
      hash,
      pause: (ms) => step(() => this.advance(ms)),
      random: () => 0.5,
      budgetMs,
    });
  }

  /** One delivery of a webhook: `later` is answered 503. */
  async webhook(
    text: Partial<InboundText> & { messageId: string },
    step: Step = atOnce,
  ): Promise<'taken' | 'later'> {
    const inbound = { from: CUSTOMER, to: SUPPORT, text: 'My parcel is wet', ...text };
    try {
      await receive(inbound, this.desk(step));
      return 'taken';
    } catch (error) {
      if (error instanceof RetryableError) return 'later';
      throw error;
    }
  }

  /** Vonage delivers again until it is taken; between tries leases run out and the sweep comes by. */
  async deliver(text: Partial<InboundText> & { messageId: string }): Promise<void> {
    for (let tries = 0; (await this.webhook(text)) === 'later'; tries += 1) {
      if (tries === 20) throw new Error(`${text.messageId} is never taken`);
      this.advance(30_000);
      await this.sweep();
    }
  }

  async sweep(): Promise<void> {
    await sweep(
      this.messages.due(this.now()),
      { until: Infinity, more: false },
      {
        outbox: this.outbox(atOnce, { sweeps: true }),
        holds: this.tickets.holdStore(atOnce),
        deliveries: this.deliveries.store(atOnce),
        now: this.now,
        onFailure: (error) => {
          throw error;
        },
      },
    );
  }

  thread(number: number) {
    return [...this.messages.inbound.values(), ...this.messages.outbound.values()].filter(
      ({ ticket }) => ticket === number,
    );
  }

  /** The texts that reached `number`. */
  phone(number = CUSTOMER): string[] {
    return this.accepted.filter(({ to }) => to === number).map(({ text }) => text);
  }

  private carry(text: Accepted): SendResult {
    const answer = this.answers.shift() ?? { kind: 'sent', vonageIds: [`part-${this.accepted.length}`] };
    if (answer === 'lost' || answer.kind === 'sent') this.accepted.push({ ...text });
    return answer === 'lost' ? { kind: 'unknown' } : answer;
  }
}
