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

/** Keeping a call's events; an event's pending work is cleared by an update. */
const ON_CALLS: TableAction[] = ['GetItem', 'PutItem', 'Query', 'UpdateItem'];

/** MB. */
const MEMORY = 512;

interface Context {
  tables: Tables;
  secrets: Secrets;
  oidc: Oidc | undefined;
  /** See `FrontdeskStack`. */
  simulator: boolean | string[];
}

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
  readonly #context: Context;

  constructor(scope: Construct, id: string, context: Context) {
    super(scope, id);
    this.#context = context;
    this.inboundSms = this.#inbound('inbound-sms');
    this.deliveryReply = this.#inbound('delivery-reply');
    this.deliveryReceipt = this.#make('delivery-receipt', 8)
      .reads('proofs')
      .uses('Messages', ['GetItem', 'UpdateItem']);
    this.notify = this.#sending('notify', 29)
      .reads('proofs')
      .uses('Tickets', ['GetItem'])
      .uses('Deliveries', ['GetItem', 'PutItem', 'UpdateItem'])
      .uses('Deliveries', ['Query'], ['byId'])
      .uses('Guesses', ['GetItem', 'UpdateItem']);
    this.jwt = withConfig(this.#make('jwt', 15))
      .reads('proofs')
      .reads('vonage')
      .uses('Agents', ['GetItem', 'UpdateItem'])
      .uses('Guesses', ['GetItem', 'UpdateItem']);
    this.answer = this.#voice('answer');
    this.dtmf = this.#voice('dtmf');
    this.route = this.#voice('route').uses('Calls', ['GetItem']);
    this.agents = this.#make('agents', 8)
      .reads('proofs')
      .uses('Agents', ['GetItem', 'UpdateItem'])
      .uses('Agents', ['Query'], ['byRoster']);
    // A call that nobody answered is a text to its caller.
    this.callEvent = this.#sending('call-event', 12)
      .reads('proofs')
      .uses('Calls', ON_CALLS)
      .uses('Tickets', ON_TICKETS);
    this.tickets = this.#sending('tickets', 20)
      .reads('proofs')
      .uses('Agents', ['GetItem'])
      .uses('Messages', ['Query'], ['byTicket'])
      .uses('Tickets', ON_TICKETS)
      .uses('Tickets', ['Query'], ['byNumber', 'byActivity'])
      .uses('Calls', ['GetItem'])
      .uses('Calls', ['Query'], ['byStart', 'byCustomer']);
    this.pages = this.#pages();
    this.sweep = this.#sending('sweep', 55)
      .uses('Messages', ['BatchGetItem'])
      .uses('Messages', ['Query'], ['byDue'])
      // What is wrong with the settings and the texts is written on the items.
      .uses('NccoConfig', ['UpdateItem'])
      .uses('Deliveries', ['UpdateItem'])
      // A missed call whose event was not processed to its end is registered here.
      .uses('Calls', ON_CALLS)
      .uses('Calls', ['Query'], ['byDue'])
      .uses('Tickets', ON_TICKETS);
    this.seed = new ServiceFunction(this, 'seed', context, { memory: 256, timeout: Duration.seconds(30) })
      .uses('NccoConfig', ['PutItem', 'UpdateItem'])
      .uses('Agents', ['PutItem']);
  }

  #make(name: string, timeoutSeconds: number, beside?: (directory: string) => void): ServiceFunction {
    return new ServiceFunction(this, name, this.#context, {
      memory: MEMORY,
      timeout: Duration.seconds(timeoutSeconds),
      ...(beside && { beside }),
    });
  }

  /** Whoever sends asks the customer's item first, counts the text, and reads the limits in the settings. */
  #sending(name: string, timeoutSeconds: number): ServiceFunction {
    return withConfig(this.#make(name, timeoutSeconds))
      .reads('vonage')
      .uses('Messages', ['GetItem', 'PutItem', 'UpdateItem'])
      .uses('Tickets', ['BatchGetItem', 'UpdateItem']);
  }

  /** Vonage waits 5 s, then 15 s; a lease on a text outlives the timeout of every function that sends. */
  #inbound(name: string): ServiceFunction {
    return this.#sending(name, 12)
      .reads('proofs')
      .uses('Tickets', ON_TICKETS)
      .uses('Deliveries', ['GetItem', 'Query', 'UpdateItem']);
  }

  /** Whoever makes an agent's phone ring leases the agent, and a caller whom nobody can take waits in line. */
  #voice(name: string): ServiceFunction {
    return this.#make(name, 6)
      .reads('proofs')
      .uses('NccoConfig', ['BatchGetItem', 'UpdateItem'])
      .uses('Agents', ['GetItem', 'UpdateItem'])
      .uses('Agents', ['Query'], ['byRoster'])
      .uses('Calls', ['PutItem', 'Query']);
  }

  #pages(): ServiceFunction {
    const { oidc, simulator } = this.#context;
    const pages = withConfig(
      this.#make('pages', 6, (directory) =>
        buildWebApp('desk', join(directory, 'desk'), { simulator: simulator !== false }),
      ),
    );
    if (simulator !== false)
      pages.addEnvironment('SIMULATOR', simulator === true ? 'yes' : simulator.join(' '));
    if (oidc) {
      pages.addEnvironment('OIDC_ISSUER', oidc.issuer);
      pages.addEnvironment('OIDC_CLIENT_ID', oidc.clientId);
      // Issued to the app itself, an ID token names the app; an access token is made for an API of its own.
      pages.addEnvironment('OIDC_TOKEN', oidc.audience.includes(oidc.clientId) ? 'id' : 'access');
    }
    return pages;
  }
}

const withConfig = (f: ServiceFunction): ServiceFunction => f.uses('NccoConfig', ['BatchGetItem']);
