import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What AWS answers to one call: a body, and 200 unless told. */
export interface AwsReply {
  status?: number;
  body: unknown;
}

export type AwsCall = Record<string, unknown>;

/** A service of AWS whose answers a test decides, and the calls that it had, oldest first. */
export interface Aws {
  calls: AwsCall[];
  /** Undefined leaves the call without an answer, for ever. */
  answer: (call: AwsCall) => AwsReply | undefined | Promise<AwsReply>;
  close(): Promise<void>;
}

/** Must run before the client's module is imported: it reads `variable` as it is built. */
export async function aws(variable: 'DYNAMODB' | 'SECRETS_MANAGER'): Promise<Aws> {
  const server: Server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const call = JSON.parse(Buffer.concat(chunks).toString()) as AwsCall;
      service.calls.push(call);
      const reply = await service.answer(call);
      if (!reply) return;
      response.writeHead(reply.status ?? 200, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify(reply.body));
    })();
  });
  const service: Aws = {
    calls: [],
    answer: () => ({ body: {} }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  Object.assign(process.env, {
    [`AWS_ENDPOINT_URL_${variable}`]: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
  });
  return service;
}
