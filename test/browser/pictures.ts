import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { NUMBERS, type TestDesk } from '../desk/desk.ts';
import { openPage } from './browser.ts';
import { CUSTOMERS } from './morning.ts';

/** What pictures are taken of. */
export interface Scene {
  desk: TestDesk;
  browser: Browser;
  /** The ticket whose thread is shown. */
  ticket: number;
  /** The time zone in which it is morning now. */
  timezoneId: string;
}

/** One picture: its file name, the browser's options, and the steps before it is taken. */
export interface Picture {
  name: string;
  options: BrowserContextOptions;
  show: (page: Page, scene: Scene) => Promise<void>;
  /** Restores the state for the next picture. */
  after?: (scene: Scene) => Promise<void>;
}

const DESK = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.5, locale: 'en-GB' } as const;
/** With so much text, a larger scale would make a large file. */
const CONSOLE = { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1, locale: 'en-GB' } as const;
const PHONE = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
} as const;

async function signIn(page: Page, { desk }: Scene): Promise<void> {
  await page.goto(`${desk.system.apiUrl}/desk`);
  await page.locator('input').nth(0).fill('Jane');
  await page
    .locator('input')
    .nth(1)
    .fill(desk.system.account.mobileApiKey ?? '');
  // By pointer: after a key press, focused headings show a focus ring.
  await page.locator('form button[type=submit], form button:not([type])').click();
  await page.locator('.desk-head').waitFor();
}

/** Opens each of these tickets, so that it is not marked as unread. */
async function readTickets(page: Page, tickets: number[]): Promise<void> {
  for (const ticket of tickets) {
    await page.evaluate(`location.hash = '#/tickets/${ticket}'`);
    await page.locator('.thread h2', { hasText: /\d/ }).first().waitFor();
    await page.waitForTimeout(300);
  }
}

/** Opens the console with the customers of the morning as phones. */
async function openConsole(
  page: Page,
  { desk }: Scene,
  view: string,
  chosen: string = CUSTOMERS[0].number,
): Promise<void> {
  const list = CUSTOMERS.map(({ name, number }) => ({ name, number, seen: 99 }));
  const kept = { view, phones: { list, chosen } };
  for (const [name, value] of Object.entries(kept)) {
    const args = [`frontdesk:${name}`, JSON.stringify(value)].map((arg) => JSON.stringify(arg)).join(',');
    await page.addInitScript(`if (top === window) localStorage.setItem(${args})`);
  }
  await page.goto(`${desk.system.simulatorUrl}/`);
  await page.getByText('Live', { exact: true }).waitFor();
}

const allTickets = async ({ desk }: Scene): Promise<number[]> => {
  const jane = await desk.agent('Jane');
  const { body } = await jane<{ tickets: { number: number }[] }>('GET', '/api/tickets');
  return body.tickets.map(({ number }) => number);
};

export const PICTURES: readonly Picture[] = [
  {
    name: 'support-page',
    options: DESK,
    show: async (page, { desk }) => {
      await page.goto(`${desk.system.apiUrl}/?lang=en`);
    },
  },
  {
    name: 'support-page-phone',
    options: { ...PHONE, locale: 'ja-JP' },
    show: async (page, { desk }) => {
      await page.goto(`${desk.system.apiUrl}/`);
    },
  },
  {
    name: 'notify-page',
    options: DESK,
    show: async (page, { desk }) => {
      await page.goto(`${desk.system.apiUrl}/notify?lang=en`);
      await page.getByRole('textbox').first().fill('+44 7700 900031\n+81 90-1234-5678\n07700 900');
      await page.locator('#checked p').nth(2).waitFor();
    },
  },
  {
    name: 'desk',
    options: DESK,
    show: async (page, scene) => {
      await signIn(page, scene);
      await readTickets(page, [...(await allTickets(scene)).slice(2), scene.ticket]);
      await page
        .getByRole('textbox', { name: 'Reply' })
        .fill('Of course: I have told the driver. He rings at number 12.');
      await page.getByText('Ready for calls').waitFor();
    },
  },
  {
    name: 'desk-phone',
    options: { ...PHONE, locale: 'ja-JP' },
    show: async (page, scene) => {
      await signIn(page, scene);
      const [, sato] = CUSTOMERS;
      await page
        .getByText(`+${sato.number.slice(0, 2)}`, { exact: false })
        .first()
        .click();
      await page.getByText('助かります', { exact: false }).first().waitFor();
    },
  },
  {
    name: 'console-start',
    options: CONSOLE,
    show: async (page, scene) => {
      await openConsole(page, scene, 'start');
      // Show the ports of npm start, not those of this run.
      const { apiUrl, dynamodbUrl } = scene.desk.system;
      for (const [url, port] of [
        [apiUrl, 3000],
        [dynamodbUrl, 8000],
      ] as const)
        await page.evaluate(
          `for (const place of document.querySelectorAll('.where dd > *'))
            place.textContent = place.textContent.replace('${new URL(url).host}', '127.0.0.1:${port}')`,
        );
    },
  },
  {
    name: 'console-agents',
    options: CONSOLE,
    show: async (page, scene) => {
      await openConsole(page, scene, 'start');
      await page.getByRole('button', { name: /^Play tutorial 1/ }).click();
      const player = page.getByRole('region', { name: 'Tutorial' });
      const next = player.getByRole('button', { name: 'Next step' });
      await player.getByRole('checkbox', { name: 'One step at a time' }).check();
      const answers = player.getByRole('heading', { name: 'Jane answers' });
      while (!(await answers.isVisible())) {
        if (await next.isEnabled().catch(() => false))
          await next.click({ timeout: 1_000 }).catch(() => undefined);
        await page.waitForTimeout(100);
      }
      const jane = page.frameLocator('iframe[title^=Jane]');
      await jane.getByRole('link', { name: /7700 900001/ }).click();
      await jane.getByText(/leaves today/).waitFor();
      await page
        .frameLocator('iframe[title^=Joe]')
        .getByRole('link', { name: /7700 900001/ })
        .waitFor();
    },
  },
  {
    name: 'console-timeline',
    options: CONSOLE,
    show: async (page, scene) => {
      await openConsole(page, scene, 'timeline');
      const exchanges = page.getByRole('combobox', { name: 'Exchange' });
      const wanted = exchanges.getByRole('option').filter({ hasText: 'My order 4711' });
      await exchanges.selectOption((await wanted.first().getAttribute('value')) ?? '');
      await page.getByText('The same as a list').click();
      const steps = page.getByRole('list', { name: 'Steps of the exchange' });
      await steps.getByRole('button').filter({ hasText: 'GetItem Tickets' }).first().click();
      await page.getByRole('region', { name: 'Entry' }).waitFor();
      await page.getByText('The same as a list').click();
      await page.evaluate("document.querySelector('.whole').scrollTop = 0");
    },
  },
  {
    name: 'console-ncco',
    options: CONSOLE,
    show: async (page, scene) => {
      await openConsole(page, scene, 'ncco');
      await page
        .getByRole('list', { name: 'Items' })
        .getByRole('button', { name: /^inbound-call/ })
        .click();
      const text = page.getByRole('textbox', { name: 'Text of inbound-call' });
      const before = await text.inputValue();
      await text.fill(before.replace('"talk"', '"tallk"'));
      await page
        .getByText(/1 error/)
        .first()
        .waitFor();
    },
  },
  {
    name: 'console-faults',
    options: CONSOLE,
    show: async (page, scene) => {
      const [, , , oliver] = CUSTOMERS;
      await openConsole(page, scene, 'faults', oliver.number);
      const switchOn = async (name: string): Promise<void> => {
        await page.getByRole('button', { name, exact: true }).click();
        await page.getByRole('button', { name, exact: true, pressed: true }).waitFor();
      };
      await switchOn('Throttle 2 texts');
      await scene.desk.text(oliver.number, 'Do you open on Saturdays?');
      await page.getByRole('button', { name: 'Throttle 2 texts', pressed: false }).waitFor();
      await switchOn('No answer once');
      await switchOn('Webhooks five times');
    },
    after: async ({ desk }) => {
      await desk.simulate('DELETE', '/simulator/faults');
    },
  },
  {
    name: 'desk-call',
    options: { ...DESK, colorScheme: 'dark' },
    show: async (page, scene) => {
      await signIn(page, scene);
      await readTickets(page, [...(await allTickets(scene)), scene.ticket]);
      await page.getByText('Ready for calls').waitFor();
      await scene.desk.simulate('POST', '/simulator/calls', { from: CUSTOMERS[0].number, to: NUMBERS.voice });
      await page.getByRole('button', { name: 'Answer' }).waitFor();
    },
    after: async ({ desk }) => {
      const { body } = await desk.simulate<{ id: string; state: string }[]>('GET', '/simulator/calls');
      for (const { id, state } of body)
        if (!['completed', 'failed'].includes(state))
          await desk.simulate('POST', `/simulator/calls/${id}/hangup`, {});
      await desk.system.settled();
    },
  },
];

/** @throws Error where the page logs an error */
export async function take({ name, options, show, after }: Picture, scene: Scene): Promise<Buffer> {
  const { browser, timezoneId } = scene;
  const { page, errors } = await openPage(browser, { timezoneId, reducedMotion: 'reduce', ...options });
  try {
    await show(page, scene);
    // Keep hover effects and late rendering out of the picture.
    await page.mouse.move(0, 0);
    await page.evaluate('document.fonts.ready');
    await page.waitForTimeout(1_200);
    const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' });
    if (errors.length > 0) throw new Error(`${name}: the page logged ${errors.join('; ')}`);
    return picture;
  } finally {
    await page.context().close();
    await after?.(scene);
  }
}
