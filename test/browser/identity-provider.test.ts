import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { synthesize } from '../../local/synthesize.ts';
import { TestDesk } from '../desk/desk.ts';
import { IdentityProvider } from '../fixtures/identity-provider.ts';
import { launchBrowser, openPage } from './browser.ts';
import { inBrowser } from './in-browser.ts';

inBrowser('the desk behind oidc-provider', () => {
  let provider: IdentityProvider;
  let desk: TestDesk;
  let browser: Browser;
  const assembly = mkdtempSync(join(tmpdir(), 'frontdesk-provider-'));
  beforeAll(async () => {
    // The provider warns about its development settings.
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    provider = await IdentityProvider.open();
    await synthesize(assembly, { oidcIssuer: provider.url, oidcAudience: 'desk', oidcClaim: 'agent' });
    // Keys are not accepted here, so the simulated agents' apps are left out.
    [desk, browser] = await Promise.all([TestDesk.open({ assembly }), launchBrowser()]);
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await desk.close();
    await provider.close();
    rmSync(assembly, { recursive: true });
  });

  const signIn = (page: Page) => page.getByRole('button', { name: 'Sign in with your organisation' });

  /** Signs in at the provider under a name, and returns to the desk. */
  async function signedInAs(name: string): Promise<Page> {
    const { page } = await openPage(browser, { locale: 'en-GB' });
    await page.goto(`${desk.system.apiUrl}/desk`);
    await signIn(page).click();
    await page.locator('input[name=login]').fill(name);
    await page.locator('input[name=password]').fill('any');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(`${desk.system.apiUrl}/desk*`);
    return page;
  }

  test('an agent whom the claim in the ID token names is signed in', async () => {
    provider.serve(`${desk.system.apiUrl}/desk`, { inIdToken: true });
    const page = await signedInAs('Jane');
    await page.getByRole('heading', { name: 'Open' }).or(page.getByText('No open tickets')).first().waitFor();
    expect(await page.getByRole('alert').allInnerTexts()).toEqual([]);
    await page.context().close();
  });

  test('somebody who is not on the roster is told so', async () => {
    provider.serve(`${desk.system.apiUrl}/desk`, { inIdToken: true });
    const page = await signedInAs('Mallory');
    await page.getByText('You are not on the roster.').waitFor();
    await page.context().close();
  });

  test('a provider that keeps the claim out of the ID token: the sentence says what to change', async () => {
    provider.serve(`${desk.system.apiUrl}/desk`, { inIdToken: false });
    const page = await signedInAs('Jane');
    const alert = page.getByRole('alert').filter({ hasText: '“agent”' });
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(/token has no “agent”.*“sub”/);
    await page.context().close();
  });

  test('a provider that is down is told as that, not as the desk', async () => {
    provider.stop();
    const { page } = await openPage(browser, { locale: 'en-GB' });
    await page.goto(`${desk.system.apiUrl}/desk`);
    await signIn(page).click();
    await page.getByText('Your organisation’s sign-in cannot be reached.').waitFor();
    await page.context().close();
  });
});
