import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { importPKCS8, SignJWT } from 'jose';
import type { Answer, TestDesk } from '../desk/desk.ts';

/** Functions read a secret again after five minutes. */
const SECRETS_CACHED_MS = 300_000;

/** The application's users at the simulated Vonage, as its owner sees and changes them. */
export class VonageUsers {
  readonly #desk: TestDesk;
  readonly #secrets: SecretsManagerClient;

  constructor(desk: TestDesk) {
    this.#desk = desk;
    this.#secrets = new SecretsManagerClient({
      endpoint: desk.system.cloud.secretsUrl,
      region: 'us-east-1',
      credentials: { accessKeyId: 'owner', secretAccessKey: 'owner' },
    });
  }

  close(): void {
    this.#secrets.destroy();
  }

  async named(name: string): Promise<{ id: string; name: string }[]> {
    const { body } = await this.#ask<{ _embedded: { users: { id: string; name: string }[] } }>(
      'GET',
      `/v1/users?name=${encodeURIComponent(name)}`,
    );
    return body._embedded.users;
  }

  async create(name: string): Promise<string> {
    return (await this.#ask<{ id: string }>('POST', '/v1/users', { name })).body.id;
  }

  async remove(name: string): Promise<void> {
    for (const { id } of await this.named(name)) await this.#ask('DELETE', `/v1/users/${id}`);
  }

  async #ask<T>(method: string, path: string, body?: object): Promise<Answer<T>> {
    const { applicationId, privateKey } = await this.#secret();
    const now = Math.floor(this.#desk.system.clock.now() / 1000);
    const jwt = await new SignJWT({
      application_id: applicationId ?? '',
      iat: now,
      exp: now + 60,
      jti: randomUUID(),
    })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
      .sign(await importPKCS8(privateKey ?? '', 'RS256'));
    const answer = await fetch(`${this.#desk.system.simulatorUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${jwt}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: (text === '' ? undefined : JSON.parse(text)) as T,
    };
  }

  /**
   * Puts somebody between the desk and Vonage who counts what passes, and who can be told to answer in Vonage's place,
   * while `work` runs.
   */
  async watched<T>(work: (watch: Watch) => Promise<T>): Promise<T> {
    const watch: Watch = { asked: [], status: undefined };
    const { simulatorUrl } = this.#desk.system;
    const server = createServer((request, response) => {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        watch.asked.push(`${request.method ?? ''} ${(request.url ?? '').split('?')[0] ?? ''}`);
        if (watch.status === 0) return request.socket.destroy();
        if (watch.status !== undefined) return response.writeHead(watch.status).end('{}');
        const answer = await fetch(`${simulatorUrl}${request.url ?? ''}`, {
          method: request.method ?? 'GET',
          headers: {
            authorization: request.headers.authorization ?? '',
            'content-type': request.headers['content-type'] ?? '',
          },
          ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
        });
        response
          .writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
          .end(await answer.text());
      })();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const before = await this.#secret();
    await this.#keep({ ...before, apiHost: `http://127.0.0.1:${port}` });
    try {
      return await work(watch);
    } finally {
      await this.#keep(before);
      server.closeAllConnections();
      server.close();
    }
  }

  async #secret(): Promise<Record<string, string>> {
    const SecretId = this.#desk.system.outputs['VonageSecret'] ?? '';
    const { SecretString = '' } = await this.#secrets.send(new GetSecretValueCommand({ SecretId }));
    return JSON.parse(SecretString) as Record<string, string>;
  }

  async #keep(secret: Record<string, string>): Promise<void> {
    const SecretId = this.#desk.system.outputs['VonageSecret'] ?? '';
    await this.#secrets.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(secret) }));
    await this.#desk.advance(SECRETS_CACHED_MS + 1_000);
  }
}

/** What passed between the desk and Vonage, and what is answered in Vonage's place; 0 cuts the line. */
export interface Watch {
  asked: string[];
  status: number | undefined;
}
