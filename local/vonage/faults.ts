import { z } from 'zod';

const count = z.number().int().min(0).max(1000);
const delay = z.number().int().min(0).max(86_400_000);

/** What can be made to go wrong. A status of 100 or more is an HTTP status, a smaller one the SMS API's own. */
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
      /** So many webhooks leave without any signature, as after an error inside Vonage. */
      unsigned: count.optional(),
    })
    .optional(),
});

type Faults = z.infer<typeof faultsSchema>;

/** The faults that are on. Those that are counted are used up by what asks for them. */
export interface FaultBox {
  readonly sms: Readonly<NonNullable<Faults['sms']>>;
  readonly webhooks: Readonly<NonNullable<Faults['webhooks']>>;
  add(faults: Faults): void;
  clear(): void;
  /** Uses up one of the counted SMS faults. */
  takeSms(name: 'throttle' | 'timeout'): boolean;
  takeFailure(): number | undefined;
  takeReceipt(): { status: string; errCode: string } | undefined;
  takeDroppedReceipt(): boolean;
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
      const left = sms[name] ?? 0;
      if (left > 0) sms = { ...sms, [name]: left - 1 };
      return left > 0;
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
      const left = webhooks.unsigned ?? 0;
      if (left > 0) webhooks = { ...webhooks, unsigned: left - 1 };
      return left > 0;
    },
  };
}
