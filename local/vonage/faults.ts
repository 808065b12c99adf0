import { z } from 'zod';

const count = z.number().int().min(0).max(1000);
const delay = z.number().int().min(0).max(86_400_000);

/** The faults that can be simulated. A status of 100 or more is an HTTP status, a smaller one the SMS API's own. */
export const faultsSchema = z.strictObject({
  sms: z
    .strictObject({
      throttle: count.optional(),
      fail: z
        .strictObject({ status: z.number().int().min(1).max(599), times: count.min(1).optional() })
        .optional(),
      timeout: count.optional(),
      delayMs: delay.optional(),
      receipt: z
        .strictObject({
          status: z.enum(['accepted', 'buffered', 'delivered', 'expired', 'failed', 'rejected', 'unknown']),
          errCode: z
            .string()
            .regex(/^\d{1,2}$/)
            .optional(),
          times: count.min(1).optional(),
        })
        .optional(),
    })
    .optional(),
  webhooks: z
    .strictObject({
      copies: z.number().int().min(1).max(50).optional(),
      delayMs: delay.optional(),
      dropReceipts: z.union([z.boolean(), count]).optional(),
      reorder: z.boolean().optional(),
      /** How many webhooks are sent without any signature, as after an error inside Vonage. */
      unsigned: count.optional(),
    })
    .optional(),
});

type Faults = z.infer<typeof faultsSchema>;

/** The faults that are active. A `take…` method uses one up where they are counted. */
export interface FaultBox {
  readonly sms: Readonly<NonNullable<Faults['sms']>>;
  readonly webhooks: Readonly<NonNullable<Faults['webhooks']>>;
  add(faults: Faults): void;
  clear(): void;
  /** Whether this request is to fail in that way. */
  takeSms(name: 'throttle' | 'timeout'): boolean;
  /** The status with which this request is to fail. */
  takeFailure(): number | undefined;
  /** The outcome that this part's receipt is to report. */
  takeReceipt(): { status: string; errCode: string } | undefined;
  /** Whether this receipt is to be lost. */
  takeDroppedReceipt(): boolean;
  /** Whether this webhook is to be sent unsigned. */
  takeUnsigned(): boolean;
}

export function createFaultBox(): FaultBox {
  let sms: NonNullable<Faults['sms']> = {};
  let webhooks: NonNullable<Faults['webhooks']> = {};
  return {
    get sms() {
      return sms;
    },
    get webhooks() {
      return webhooks;
    },
    add(faults) {
      sms = { ...sms, ...faults.sms };
      webhooks = { ...webhooks, ...faults.webhooks };
    },
    clear() {
      sms = {};
      webhooks = {};
    },
    takeSms(name) {
      const remaining = sms[name] ?? 0;
      if (remaining > 0) sms = { ...sms, [name]: remaining - 1 };
      return remaining > 0;
    },
    takeFailure() {
      const { fail, ...others } = sms;
      if (!fail) return undefined;
      const times = (fail.times ?? 1) - 1;
      sms = times > 0 ? { ...others, fail: { ...fail, times } } : others;
      return fail.status;
    },
    takeReceipt() {
      const { receipt, ...others } = sms;
      if (!receipt) return undefined;
      const times = (receipt.times ?? 1) - 1;
      sms = times > 0 ? { ...others, receipt: { ...receipt, times } } : others;
      return {
        status: receipt.status,
        errCode: receipt.errCode ?? (receipt.status === 'delivered' ? '0' : '1'),
      };
    },
    takeDroppedReceipt() {
      const { dropReceipts } = webhooks;
      if (typeof dropReceipts !== 'number') return dropReceipts === true;
      if (dropReceipts > 0) webhooks = { ...webhooks, dropReceipts: dropReceipts - 1 };
      return dropReceipts > 0;
    },
    takeUnsigned() {
      const remaining = webhooks.unsigned ?? 0;
      if (remaining > 0) webhooks = { ...webhooks, unsigned: remaining - 1 };
      return remaining > 0;
    },
  };
}
