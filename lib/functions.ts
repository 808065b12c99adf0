import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { join } from 'node:path';
import { ServiceFunction, type TableAction } from './service-function.ts';
import type { Oidc } from './oidc.ts';
import type { Secrets } from './secrets.ts';
import type { Tables } from './tables.ts';
import { buildWebApp } from './web-app.ts';

/** Opening, joining and reopening a ticket; reopening removes the archived copy. Sending adds what it needs itself. */
const ON_TICKETS: TableAction[] = ['DeleteItem', 'GetItem', 'PutItem'];

/** Keeping a call's events; what an event owes is cleared by an update. */
const ON_CALLS: TableAction[] = ['GetItem', 'PutItem', 'Query', 'UpdateItem'];

/** Each Lambda, and all that it may touch. */
export class Functions extends Construct {
  readonly inboundSms: ServiceFunction;
  readonly deliveryReply: ServiceFunction;
  readonly deliveryReceipt: ServiceFunction;
  readonly notify: ServiceFunction;
  readonly jwt: ServiceFunction;
  readonly answer: ServiceFunction;
  readonly dtmf: ServiceFunction;
  readonly route: ServiceFunction;
  readonly agents: ServiceFunction;
  readonly callEvent: ServiceFunction;
  readonly tickets: ServiceFunction;
  readonly pages: ServiceFunction;
  readonly sweep: ServiceFunction;
  readonly seed: ServiceFunction;

  constructor(
    scope: Construct,
    id: string,
    {
      tables,
      secrets,
      oidc,
      simulator,
    }: { tables: Tables; secrets: Secrets; oidc: Oidc | undefined; simulator: boolean | string[] },
  ) {
    super(scope, id);
    const { agents, calls, deliveries, guesses, messages, nccoConfig, tickets } = tables;
    const { proofs, vonage } = secrets;

    const config = (f: ServiceFunction) => f.uses(nccoConfig, 'NCCO_CONFIG_TABLE', ['BatchGetItem']);
    // Whoever sends asks the customer's item first, counts the text, and reads the limits in the settings.
    const sends = (f: ServiceFunction) =>
      config(f)
        .knows(vonage, 'VONAGE_SECRET')
        .uses(messages, 'MESSAGES_TABLE', ['GetItem', 'PutItem', 'UpdateItem'])
        .uses(tickets, 'TICKETS_TABLE', ['BatchGetItem', 'UpdateItem']);

    // Vonage waits 5 s, then 15 s; a lease on a text outlives every one of these timeouts.
    const inbound = (name: string) =>
      sends(new ServiceFunction(this, name, { memory: 512, timeout: Duration.seconds(12) }))
        .knows(proofs, 'PROOFS_SECRET')
        .uses(tickets, 'TICKETS_TABLE', ON_TICKETS)
        .uses(deliveries, 'DELIVERIES_TABLE', ['GetItem', 'Query', 'UpdateItem']);
    this.inboundSms = inbound('inbound-sms');
    this.deliveryReply = inbound('delivery-reply');

    this.deliveryReceipt = new ServiceFunction(this, 'delivery-receipt', {
      memory: 512,
      timeout: Duration.seconds(8),
    })
      .knows(proofs, 'PROOFS_SECRET')
      .uses(messages, 'MESSAGES_TABLE', ['GetItem', 'UpdateItem']);

    this.notify = sends(new ServiceFunction(this, 'notify', { memory: 512, timeout: Duration.seconds(29) }))
      .knows(proofs, 'PROOFS_SECRET')
      .uses(tickets, 'TICKETS_TABLE', ['GetItem'])
      .uses(deliveries, 'DELIVERIES_TABLE', ['GetItem', 'PutItem', 'UpdateItem'])
      .uses(deliveries, 'DELIVERIES_TABLE', ['Query'], ['byId'])
      .uses(guesses, 'GUESSES_TABLE', ['GetItem', 'UpdateItem']);

    this.jwt = config(new ServiceFunction(this, 'jwt', { memory: 512, timeout: Duration.seconds(15) }))
      .knows(proofs, 'PROOFS_SECRET')
      .knows(vonage, 'VONAGE_SECRET')
      .uses(agents, 'AGENTS_TABLE', ['GetItem', 'UpdateItem'])
      .uses(guesses, 'GUESSES_TABLE', ['GetItem', 'UpdateItem']);

    const voice = (name: string) =>
      new ServiceFunction(this, name, { memory: 512, timeout: Duration.seconds(6) })
        .knows(proofs, 'PROOFS_SECRET')
        .uses(nccoConfig, 'NCCO_CONFIG_TABLE', ['BatchGetItem', 'UpdateItem'])
        // Who rings holds the agent, and a caller whom nobody can take stands in line.
        .uses(agents, 'AGENTS_TABLE', ['GetItem', 'UpdateItem'])
        .uses(agents, 'AGENTS_TABLE', ['Query'], ['byRoster'])
        .uses(calls, 'CALLS_TABLE', ['PutItem', 'Query']);
    this.answer = voice('answer');
    this.dtmf = voice('dtmf');
    this.route = voice('route').uses(calls, 'CALLS_TABLE', ['GetItem']);

    this.agents = new ServiceFunction(this, 'agents', { memory: 512, timeout: Duration.seconds(8) })
      .knows(proofs, 'PROOFS_SECRET')
      .uses(agents, 'AGENTS_TABLE', ['GetItem', 'UpdateItem'])
      .uses(agents, 'AGENTS_TABLE', ['Query'], ['byRoster']);

    // A call that nobody answered is a text to its caller.
    this.callEvent = sends(
      new ServiceFunction(this, 'call-event', { memory: 512, timeout: Duration.seconds(12) }),
    )
      .knows(proofs, 'PROOFS_SECRET')
      .uses(calls, 'CALLS_TABLE', ON_CALLS)
      .uses(tickets, 'TICKETS_TABLE', ON_TICKETS);

    this.tickets = sends(new ServiceFunction(this, 'tickets', { memory: 512, timeout: Duration.seconds(20) }))
      .knows(proofs, 'PROOFS_SECRET')
      .uses(agents, 'AGENTS_TABLE', ['GetItem'])
      .uses(messages, 'MESSAGES_TABLE', ['Query'], ['byTicket'])
      .uses(tickets, 'TICKETS_TABLE', ON_TICKETS)
      .uses(tickets, 'TICKETS_TABLE', ['Query'], ['byNumber', 'byActivity'])
      .uses(calls, 'CALLS_TABLE', ['GetItem'])
      .uses(calls, 'CALLS_TABLE', ['Query'], ['byStart', 'byCustomer']);

    this.pages = config(
      new ServiceFunction(this, 'pages', {
        memory: 512,
        timeout: Duration.seconds(6),
        beside: (directory) =>
          buildWebApp('desk', join(directory, 'desk'), { simulator: simulator !== false }),
      }),
    );
    if (simulator !== false)
      this.pages.addEnvironment('SIMULATOR', simulator === true ? 'yes' : simulator.join(' '));
    if (oidc) {
      this.pages.addEnvironment('OIDC_ISSUER', oidc.issuer);
      this.pages.addEnvironment('OIDC_CLIENT_ID', oidc.clientId);
      // Issued to the app itself, an ID token names the app; an access token is made for an API of its own.
      this.pages.addEnvironment('OIDC_TOKEN', oidc.audience.includes(oidc.clientId) ? 'id' : 'access');
    }

    this.sweep = sends(new ServiceFunction(this, 'sweep', { memory: 512, timeout: Duration.seconds(55) }))
      .uses(messages, 'MESSAGES_TABLE', ['BatchGetItem'])
      .uses(messages, 'MESSAGES_TABLE', ['Query'], ['byDue'])
      // What is wrong with the settings and the texts is written on the items.
      .uses(nccoConfig, 'NCCO_CONFIG_TABLE', ['UpdateItem'])
      .uses(deliveries, 'DELIVERIES_TABLE', ['UpdateItem'])
      // A missed call whose event died half-way is registered here.
      .uses(calls, 'CALLS_TABLE', ON_CALLS)
      .uses(calls, 'CALLS_TABLE', ['Query'], ['byDue'])
      .uses(tickets, 'TICKETS_TABLE', ON_TICKETS);

    this.seed = new ServiceFunction(this, 'seed', { memory: 256, timeout: Duration.seconds(30) })
      .uses(nccoConfig, 'NCCO_CONFIG_TABLE', ['PutItem', 'UpdateItem'])
      .uses(agents, 'AGENTS_TABLE', ['PutItem']);
  }
}
