import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NUMBERS, TestDesk } from '../../desk/desk.ts';

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.open()));
afterAll(() => desk.close());

describe("the page at the simulator's root", () => {
  test('has a phone, both numbers and both agents', async () => {
    const { status, headers, text } = await desk.simulate('GET', '/');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/html/);
    for (const number of Object.values(NUMBERS)) expect(text).toContain(number);
    for (const agent of ['Jane', 'Joe']) expect(text).toContain(`data-agent="${agent}"`);
    expect(text).toContain(`${desk.system.apiUrl}/notify`);
  });

  test('runs its own script and style only, and no page may frame it', async () => {
    const [one, other] = [await desk.simulate('GET', '/'), await desk.simulate('GET', '/')];
    const nonces = [one, other].map(({ headers, text }) => {
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
      expect(nonce.length).toBeGreaterThanOrEqual(22);
      for (const [, attributes = ''] of text.matchAll(/<(?:script|style)\b([^>]*)>/g))
        expect(attributes).toContain(`nonce="${nonce}"`);
      return nonce;
    });
    expect(nonces[0]).not.toBe(nonces[1]);
    expect(one.text).not.toMatch(/\son\w+=|javascript:|innerHTML|insertAdjacentHTML|document\.write/);
  });

  test('leaves every other route as it was', async () => {
    expect((await desk.simulate('GET', '/simulator/health')).status).toBe(200);
    expect((await desk.simulate('GET', '/simulator/nothing')).status).toBe(404);
    expect((await desk.simulate('GET', '/cloud/faults')).status).toBe(200);
    expect((await desk.simulate('POST', '/')).status).toBe(404);
  });
});
