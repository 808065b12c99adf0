import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

/** The usual paths of an installed Chrome. */
const INSTALLED = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
];

/** How to start the browser; where there is none, a sentence about how to get one. */
async function findBrowser(): Promise<{ executablePath: string; args: string[] } | string> {
  const chosen = process.env['CHROME_PATH'];
  if (chosen) return { executablePath: chosen, args: ['--no-sandbox'] };
  // The npm package, so that everybody tests with the same version.
  if (process.platform === 'linux' && process.arch === 'x64') {
    const { default: carried } = await import('@sparticuz/chromium');
    return { executablePath: await carried.executablePath(), args: carried.args };
  }
  const installed = INSTALLED.find((path) => existsSync(path));
  if (installed !== undefined) return { executablePath: installed, args: [] };
  return 'There is no browser for these tests: install Chrome, or name one in CHROME_PATH.';
}

/** The browser of this machine; where there is none, a sentence about how to get one. */
export const browser = await findBrowser();

/** @throws Error where there is no browser */
export async function launchBrowser(): Promise<Browser> {
  if (typeof browser === 'string') throw new Error(browser);
  // A single process is for Lambda only; pages here frame each other across origins.
  const args = browser.args.filter((arg) => !['--single-process', '--no-zygote'].includes(arg));
  return chromium.launch({ ...browser, args, headless: true });
}

/** A page with storage of its own, and the errors that it logs. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return { page, errors };
}
