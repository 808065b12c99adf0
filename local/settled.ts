/**
 * Resolves when neither the simulated Vonage nor the cloud has work under way. Each causes work for the other: a webhook
 * invokes a function, and a function that still runs after its response may send a text, whose receipt is a webhook.
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
