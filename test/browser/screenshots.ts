import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Browser } from 'playwright-core';
import { TERMINAL, defineCommand, runCommand, type WrapAction } from '../../ops/command/command.ts';
import { usageError } from '../../ops/command/command-error.ts';
import { TestDesk } from '../desk/desk.ts';
import { browser, launchBrowser } from './browser.ts';
import buildOnce from './build-once.ts';
import { playMorning } from './morning.ts';
import { PICTURES, take } from './pictures.ts';

const IMAGES = join(import.meta.dirname, '../../docs/images');
const MOST_BYTES = 300_000;

function build(wrap: WrapAction): Command {
  return defineCommand({
    usage: 'npm run screenshots --',
    about:
      "Starts the whole system in memory, fills it with a morning's texts and calls, opens each view in the browser of " +
      'the tests, and writes the pictures of README to docs/images/. Without names it takes all of them, and removes ' +
      'pictures that are not taken any more.',
    notes:
      `Pictures:\n  ${PICTURES.map(({ name }) => name).join('\n  ')}\n\n` +
      'On Linux it needs a font with Japanese and Chinese. CHROME_PATH names another browser.',
    examples: ['npm run screenshots', 'npm run screenshots -- desk console-timeline'],
  })
    .argument('[pictures...]', 'which ones')
    .action(wrap((wanted: string[]) => run(wanted)));
}

async function run(wanted: string[]): Promise<void> {
  const unknown = wanted.find((name) => !PICTURES.some((picture) => picture.name === name));
  if (unknown !== undefined) throw usageError(`There is no picture ${unknown}.`);
  if (typeof browser === 'string') throw new Error(browser);
  requireFonts();

  console.log('  … Building the stack, the desk and the console');
  await buildOnce();
  const directories = [process.env['FRONTDESK_ASSEMBLY'], process.env['FRONTDESK_CONSOLE']];
  try {
    await takeAll(wanted);
  } finally {
    for (const directory of directories) if (directory) rmSync(directory, { recursive: true, force: true });
  }
}

async function takeAll(wanted: string[]): Promise<void> {
  console.log('  … Starting the system');
  const launched = await launchBrowser();
  try {
    const desk = await TestDesk.open({ pageDir: process.env['FRONTDESK_CONSOLE'] });
    try {
      await takeFrom(desk, launched, wanted);
    } finally {
      await desk.close();
    }
  } finally {
    await launched.close();
  }
}

async function takeFrom(desk: TestDesk, launched: Browser, wanted: string[]): Promise<void> {
  console.log('  … Playing a morning');
  const timezoneId = zoneOfMorning(desk.system.clock.now());
  const scene = { desk, browser: launched, ticket: await playMorning(desk), timezoneId };
  mkdirSync(IMAGES, { recursive: true });
  const pictures = PICTURES.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  for (const [index, picture] of pictures.entries()) {
    const content = await take(picture, scene);
    if (content.length > MOST_BYTES)
      throw new Error(`${picture.name} is ${content.length} bytes: give it a smaller scale in pictures.ts.`);
    writeFileSync(join(IMAGES, `${picture.name}.png`), content);
    console.log(
      `  ${index + 1}/${pictures.length} docs/images/${picture.name}.png ${Math.round(content.length / 1_000)} kB`,
    );
  }
  if (wanted.length === 0) removeOthers();
}

function removeOthers(): void {
  const taken = new Set(PICTURES.map(({ name }) => `${name}.png`));
  for (const file of readdirSync(IMAGES)) {
    if (taken.has(file)) continue;
    rmSync(join(IMAGES, file));
    console.log(`  removed docs/images/${file}, which is not taken any more`);
  }
}

/** A time zone in which it is nine o'clock now, so that all texts of a picture are of one morning. */
function zoneOfMorning(now: number): string {
  const hours = 9 - new Date(now).getUTCHours();
  const ahead = hours < -12 ? hours + 24 : hours;
  // The names of these zones have the opposite sign.
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

/** @throws Error with the package to install, where there is no font with Japanese or Chinese */
function requireFonts(): void {
  if (process.platform !== 'linux') return;
  for (const { code, language } of [
    { code: 'ja', language: 'Japanese' },
    { code: 'zh', language: 'Chinese' },
  ]) {
    const found = spawnSync('fc-list', [`:lang=${code}`, 'family'], { encoding: 'utf8' });
    if (found.error)
      throw new Error(
        'Whether there are fonts with Japanese and Chinese cannot be told without fc-list: apt-get install fontconfig fonts-noto-cjk.',
      );
    if (found.stdout.trim() === '')
      throw new Error(
        `There is no font with ${language}: apt-get install fonts-noto-cjk (Fedora: google-noto-sans-cjk-fonts).`,
      );
  }
}

process.exitCode = await runCommand(build, process.argv.slice(2), {
  ...TERMINAL,
  stopped: 'The pictures could not be taken',
});
