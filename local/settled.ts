/**
 * Resolves when neither the simulated Vonage nor the cloud has work under way. Each gives work to the other: a webhook
 * starts a function, and a function that has run on behind a request sends a text, whose receipt is a webhook.
 */
export async function bothSettled(
  vonage: { readonly isIdle: boolean; settled(): Promise<void> },
  cloud: { settled(): Promise<void> },
): Promise<void> {
  do {
    await vonage.settled();
    await cloud.settled();
  } while (!vonage.isIdle);
}
