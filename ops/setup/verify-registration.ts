import { rentedNumber, type DesiredConfiguration } from './numbers.ts';
import type { SetUpRun } from './run.ts';
import type { RentedNumber } from './vonage-account.ts';

/**
 * Reads the registered webhooks and numbers back.
 *
 * @throws Error when Vonage accepted an update and stored something else
 */
export async function verifyRegistration(
  { plan, account, withToken }: SetUpRun,
  applicationId: string,
  wishes: { number: RentedNumber; desired: DesiredConfiguration }[],
): Promise<void> {
  const [after, webhooks] = await Promise.all([account.numbers(), account.webhooks(applicationId)]);
  if (webhooks.inbound !== withToken('SupportUrl') || webhooks.status !== withToken('ReceiptsUrl'))
    throw new Error("Vonage did not keep the application's URLs for the Messages API.");
  const kept = [webhooks.answer, webhooks.fallback, webhooks.event, webhooks.rtcEvent];
  const wanted = ['AnswerUrl', 'FallbackUrl', 'EventUrl', 'EventUrl'].map(withToken);
  if (wanted.some((address, index) => kept[index] !== address))
    throw new Error("Vonage did not keep the application's URLs for calls.");
  for (const {
    number: { msisdn },
    desired,
  } of wishes) {
    const number = rentedNumber(after, msisdn);
    if (desired.moHttpUrl !== undefined && number.moHttpUrl !== desired.moHttpUrl) {
      throw new Error(`Vonage did not keep the inbound URL of the number ending in ${msisdn.slice(-4)}.`);
    }
    if (msisdn === plan.voice && number.app_id !== applicationId) {
      throw new Error(`Vonage did not link the number ending in ${msisdn.slice(-4)} to the application.`);
    }
  }
}
