import type { Request } from '../../../edge/http/handler.ts';

/** A request as API Gateway hands it over (payload 2.0). */
export function request({
  method = 'POST',
  path = '/support',
  query = '',
  type,
  body,
  base64 = false,
}: {
  method?: string;
  path?: string;
  query?: string;
  type?: string;
  body?: string;
  base64?: boolean;
}): Request {
  return {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: query,
    headers: { ...(type !== undefined && { 'content-type': type }) },
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      domainName: 'desk.example',
      domainPrefix: 'desk',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'request',
      routeKey: `${method} ${path}`,
      stage: '$default',
      time: '21/Nov/2026:10:00:00 +0000',
      timeEpoch: 0,
    },
    isBase64Encoded: base64,
    ...(body !== undefined && { body: base64 ? Buffer.from(body).toString('base64') : body }),
  };
}
