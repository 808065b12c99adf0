import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Route } from 'playwright-core';
import { TestDesk } from '../desk/desk.ts';
import { launchBrowser, openPage } from './browser.ts';
import { inBrowser } from './in-browser.ts';

const ISSUER = 'http://127.0.0.1:9';
const coded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

inBrowser('the desk behind an identity provider', () => {
  let desk: TestDesk;
  let browser: Browser;
  beforeAll(async () => {
    [desk, browser] = await Promise.all([TestDesk.open(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await desk.close();
  });

  /** Intercepts requests: simulates a provider, and lets the desk accept its tokens as Jane's while `isWelcome`. */
  async function provide(context: BrowserContext): Promise<{ asksFirst: boolean; isWelcome: boolean }> {
    const state = { asksFirst: false, isWelcome: true };
    let nonce = '';
    const json = (route: Route, body: object) =>
      route.fulfill({ json: body, headers: { 'access-control-allow-origin': '*' } });
    await context.route('**/desk/settings.json', async (route) => {
      const settings = (await (await route.fetch()).json()) as object;
      await route.fulfill({ json: { ...settings, oidc: { issuer: ISSUER, clientId: 'desk' } } });
    });
    await context.route(`${ISSUER}/**`, async (route) => {
      const url = new URL(route.request().url());
      if (url.pathname === '/authorize') {
        if (state.asksFirst) return route.fulfill({ contentType: 'text/html', body: 'Who are you?' });
        nonce = url.searchParams.get('nonce') ?? '';
        const back = new URL(url.searchParams.get('redirect_uri') ?? '');
        back.search = `?code=one&state=${url.searchParams.get('state') ?? ''}`;
        return route.fulfill({ status: 302, headers: { location: back.href } });
      }
      if (url.pathname === '/token') {
        const iat = Math.floor(Date.now() / 1_000);
        const claims = { iss: ISSUER, aud: 'desk', sub: 'u-1', iat, exp: iat + 3_600, nonce };
        const token = `${coded({ alg: 'RS256' })}.${coded(claims)}.${coded({})}`;
        return json(route, { access_token: 'a', token_type: 'bearer', id_token: token });
      }
      return json(route, {
        issuer: ISSUER,
        authorization_endpoint: `${ISSUER}/authorize`,
        token_endpoint: `${ISSUER}/token`,
      });
    });
    await context.route('**/api/**', async (route) => {
      if (!state.isWelcome) return route.fulfill({ status: 401, json: { error: 'No.' } });
      if (!route.request().url().endsWith('/api/jwt')) return route.continue();
      const key = { mobile_api_key: desk.system.account.mobileApiKey, user_name: 'Jane' };
      return route.continue({
        headers: { 'content-type': 'application/json' },
        postData: JSON.stringify(key),
      });
    });
    return state;
  }

  test('who was signed out while writing signs in again in a window, also when the first one was closed', async () => {
    await desk.text(desk.newCustomer(), 'Hello');
    const { page } = await openPage(browser, { locale: 'en-GB' });
    const provider = await provide(page.context());
    const button = page.getByRole('button', { name: 'Sign in with your organisation' });
    const reply = page.getByRole('textbox', { name: 'Reply' });
    await page.goto(`${desk.system.apiUrl}/desk`);
    await button.click();
    await page.locator('.row').first().click();
    await reply.fill('Not to be lost');

    Object.assign(provider, { isWelcome: false, asksFirst: true });
    await page.getByText('what you wrote is still there').waitFor();
    const [first] = await Promise.all([page.waitForEvent('popup'), button.click()]);
    await first.getByText('Who are you?').waitFor();
    await first.close();
    Object.assign(provider, { isWelcome: true, asksFirst: false });
    await button.click();
    await reply.waitFor();
    expect(await reply.inputValue()).toBe('Not to be lost');
    const kept = await page.evaluate<string>('JSON.stringify([{...localStorage}, {...sessionStorage}])');
    expect(kept).not.toMatch(/eyJ|verifier/);
    expect(page.url()).not.toMatch(/code=|state=/);
    await page.context().close();
  });
});
