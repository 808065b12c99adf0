import { withHeldBargeIn } from '../ncco/barge-in.ts';
import { agentName } from '../agents/name.ts';
import type { DtmfSettings, Input, Ncco, NccoAction, OneUrl } from '../ncco/ncco.ts';
import { Findings, type Problem, inside, describeValue } from '../ncco/findings.ts';
import { isObject, own } from '../json-value.ts';
import type { Keys } from './keys.ts';
import { PRESETS, connectTo } from './presets.ts';
import { language as languageRule } from '../ncco/rules.ts';

/** The key-pad menu: which keys reach whom, and how often the question is asked before somebody takes the call. */
export interface Menu {
  choices: { readonly [digits: string]: string };
  attempts: number;
  otherwise: string;
  language?: string;
}

/** The tutorial's menu. */
export const DEFAULT_MENU: Menu = { choices: { 1: 'Jane', 2: 'Joe' }, attempts: 3, otherwise: 'Jane' };

const MAX_ATTEMPTS = 10;
const MAX_NAME_LENGTH = 100;
const DEFAULT_MAX_DIGITS = 4;

/** The attributes of the `menu` item that are read. */
export const MENU_ATTRIBUTES: readonly (keyof Menu)[] = ['choices', 'attempts', 'otherwise', 'language'];

/** Reads the `menu` item. A broken attribute is reported and replaced by the default; the others count. */
export function parseMenu(raw: unknown): { menu: Menu; problems: Problem[] } {
  const findings = new Findings();
  const { problems } = findings;
  if (raw === undefined) return { menu: DEFAULT_MENU, problems };
  if (!isObject(raw)) {
    findings.problem('', `the menu must be an object, got ${describeValue(raw)}`);
    return { menu: DEFAULT_MENU, problems };
  }
  const attempts = own(raw, 'attempts') ?? DEFAULT_MENU.attempts;
  const isInteger = typeof attempts === 'number' && Number.isInteger(attempts);
  const isAllowed = isInteger && attempts >= 1 && attempts <= MAX_ATTEMPTS;
  if (!isAllowed) {
    findings.problem(
      'attempts',
      `must be a whole number from 1 to ${MAX_ATTEMPTS}, got ${describeValue(attempts)}`,
    );
  }
  const otherwise = readAgent(own(raw, 'otherwise') ?? DEFAULT_MENU.otherwise, 'otherwise', findings);
  const written = own(raw, 'language');
  const language = written === undefined ? undefined : languageRule(written, 'language', findings);
  return {
    menu: {
      choices: parseChoices(own(raw, 'choices'), findings),
      attempts: isAllowed ? attempts : DEFAULT_MENU.attempts,
      otherwise: otherwise ?? DEFAULT_MENU.otherwise,
      ...(language !== undefined && { language }),
    },
    problems,
  };
}

function parseChoices(raw: unknown, findings: Findings): Menu['choices'] {
  if (raw === undefined) return DEFAULT_MENU.choices;
  if (!isObject(raw)) {
    findings.problem('choices', `must be an object of digits and agents, got ${describeValue(raw)}`);
    return DEFAULT_MENU.choices;
  }
  const choices = Object.entries(raw).flatMap(([digits, agent]): [string, string][] => {
    const path = inside('choices', digits);
    if (!/^[0-9*#]{1,20}$/.test(digits)) {
      findings.problem(path, 'must be a choice of 1 to 20 keys: digits, * or #');
      return [];
    }
    const name = readAgent(agent, path, findings);
    return name === undefined ? [] : [[digits, name]];
  });
  if (choices.length > 0) return Object.fromEntries(choices);
  findings.problem('choices', 'must have at least one choice');
  return DEFAULT_MENU.choices;
}

function readAgent(value: unknown, path: string, findings: Findings): string | undefined {
  if (typeof value === 'string' && value.trim() !== '' && value.length <= MAX_NAME_LENGTH)
    return agentName(value);
  findings.problem(
    path,
    `must be an agent's name of at most ${MAX_NAME_LENGTH} characters, got ${describeValue(value)}`,
  );
  return undefined;
}

/** The result of pressing keys, or of silence. */
export interface MenuStep {
  outcome: 'connected' | 'asked-again' | 'handed-over';
  /** Whom the caller is connected to; nobody yet when asked again. */
  agent?: string;
  ncco: Ncco;
}

/**
 * The step after the caller was asked for the `attempt`th time: the right keys connect, wrong ones and silence are
 * asked again until the menu's attempts are used up; then `otherwise` takes the call. It cannot ask for ever.
 */
export function nextMenuStep({
  menu,
  input,
  dtmfUrl,
  attempt,
  menuNcco,
}: {
  menu: Menu;
  input: Keys;
  dtmfUrl: string;
  /** 1 for the first asking; from the DTMF URL's own parameter, see `attemptOf`. */
  attempt: number;
  /** The NCCO that asked; absent or without a question, the built-in one asks. */
  menuNcco?: Ncco;
}): MenuStep {
  const agent = chosen(menu, input.digits);
  if (agent !== undefined) return { outcome: 'connected', agent, ncco: connectTo(agent, menu.language) };
  if (attempt >= menu.attempts || !URL.canParse(dtmfUrl)) {
    return { outcome: 'handed-over', agent: menu.otherwise, ncco: connectTo(menu.otherwise, menu.language) };
  }
  const question = questionOf(menuNcco ?? PRESETS.ivr) ?? questionOf(PRESETS.ivr) ?? [];
  const asked = question.map((action) => {
    if (action.action !== 'input') return action;
    const [ownUrl = dtmfUrl] = sendsKeysTo(action, dtmfUrl) ? (action.eventUrl ?? []) : [];
    const eventUrl: OneUrl = [withAttempt(ownUrl, attempt + 1)];
    return { ...withLimits(action, menu), eventUrl };
  });
  return { outcome: 'asked-again', ncco: asked };
}

/** Some phones append #, which is a choice only where the menu has it. */
function chosen({ choices }: Menu, digits: string): string | undefined {
  const match = [digits, digits.replace(/#$/, '')].find((keys) => Object.hasOwn(choices, keys));
  return match === undefined ? undefined : choices[match];
}

/** The 1-based number of the attempt, from the DTMF URL's `attempt` parameter; 1 where that is missing or invalid. */
export function attemptOf(parameter: unknown): number {
  if (typeof parameter !== 'string' || !/^[0-9]{1,4}$/.test(parameter)) return 1;
  return Math.max(Number(parameter), 1);
}

function withAttempt(dtmfUrl: string, attempt: number): string {
  const url = new URL(dtmfUrl);
  url.searchParams.set('attempt', String(attempt));
  return url.href;
}

/** The input for keys, and the sound right before it: the greeting is not repeated. */
function questionOf(ncco: Ncco): Ncco | undefined {
  const at = ncco.findIndex(takesKeys);
  const input = ncco[at];
  if (input === undefined) return undefined;
  const before = withHeldBargeIn(ncco)[at - 1];
  return before?.action === 'talk' || before?.action === 'stream' ? [before, input] : [input];
}

/** Whether an action waits for keys. */
export const takesKeys = (action: NccoAction): action is Input =>
  action.action === 'input' && action.type.includes('dtmf');

/** Whether an action, filled in for its call, waits for keys and sends them to the DTMF URL, with whatever parameters. */
export function sendsKeysTo(action: NccoAction, dtmfUrl: string): action is Input {
  if (!takesKeys(action)) return false;
  const [address] = action.eventUrl ?? [];
  return address !== undefined && address.split(/[?#]/, 1)[0] === dtmfUrl;
}

/**
 * Lets an input take as many keys as the menu's longest choice, where Vonage's default would cut it short. An input
 * that sets its own limit keeps it.
 */
export function withLimits(input: Input, menu: Menu): Input {
  const longest = Math.max(...Object.keys(menu.choices).map((digits) => digits.length));
  if (longest <= DEFAULT_MAX_DIGITS || input.dtmf?.maxDigits !== undefined) return input;
  return { ...input, dtmf: { ...input.dtmf, maxDigits: longest } satisfies DtmfSettings };
}
