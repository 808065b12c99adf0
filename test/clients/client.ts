/** What people do with a Vonage account, by whichever client they have. Each resolves with what Vonage answered. */
export interface Client {
  text(text: { from: string; to: string; text: string; 'client-ref'?: string }): Promise<unknown>;
  balance(): Promise<unknown>;
  registerInbound(url: string): Promise<unknown>;
  search(country: string, filter: { pattern: string; features: string[] }): Promise<unknown>;
  buy(country: string, msisdn: string): Promise<unknown>;
  /** Links a number to an application and gives it a webhook for texts. */
  link(country: string, msisdn: string, applicationId: string, moHttpUrl: string): Promise<unknown>;
  owned(): Promise<unknown>;
  cancel(country: string, msisdn: string): Promise<unknown>;
  makeApplication(name: string): Promise<unknown>;
  applications(): Promise<unknown>;
  application(id: string): Promise<unknown>;
  deleteApplication(id: string): Promise<unknown>;
  call(order: { from: string; to: string; text: string }): Promise<unknown>;
  calls(): Promise<unknown>;
  callOf(uuid: string): Promise<unknown>;
  hangUp(uuid: string): Promise<unknown>;
  secrets(): Promise<unknown>;
  addSecret(secret: string): Promise<unknown>;
  deleteSecret(id: string): Promise<unknown>;
}

/** Where a client finds its account. */
export interface Account {
  apiKey: string;
  apiSecret: string;
  applicationId: string;
  /** PEM, PKCS 8. */
  privateKey: string;
  /** The simulated Vonage, such as `http://127.0.0.1:3001`. */
  url: string;
}

/** The webhooks that a test's applications have; nobody answers there. */
export const WEBHOOKS = {
  answer: 'https://desk.test/webhooks/answer',
  event: 'https://desk.test/webhooks/event',
};
