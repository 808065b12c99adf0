import type { Connect, Input, Ncco, NccoAction } from './ncco.ts';
import { Findings, type Problem, inside, isObject, notJson, own, describeValue } from './findings.ts';
import { actionRules } from './action-rules.ts';
import type { Rule } from './rules.ts';

/** A checked NCCO, or everything that is wrong with it. Warnings never stop a call. */
export type NccoCheck = { ncco: Ncco; warnings: Problem[] } | { problems: Problem[]; warnings: Problem[] };

const AT_REST = byName(actionRules({ placeholders: true }));
const FILLED = byName(actionRules({ placeholders: false }));

function byName(table: ReturnType<typeof actionRules>): Map<unknown, Rule<NccoAction>> {
  return new Map<unknown, Rule<NccoAction>>(Object.entries(table));
}

/**
 * Checks a value that claims to be an NCCO against every action, option and cross-rule, and reads it: whatever way a
 * number, a flag or an empty object is written, the NCCO that comes out has it as its type says. Keys that nobody knows
 * are kept and warned about: Vonage adds options faster than we learn them. The tutorial's `input` without a type
 * becomes today's. With `placeholders: false` the NCCO must be ready to be answered: `PARAMS_TO` is then no number. `caller` says
 * whom it answers, where that is known.
 */
export function checkNcco(
  value: unknown,
  { placeholders = true, caller }: { placeholders?: boolean; caller?: 'phone' | 'app' } = {},
): NccoCheck {
  const findings = new Findings();
  const { problems, warnings } = findings;
  if (!Array.isArray(value)) {
    findings.problem('', `an NCCO must be a list of actions, got ${describeValue(value)}`);
    return { problems, warnings };
  }
  if (value.length === 0) {
    findings.problem('', 'an NCCO must have at least one action');
    return { problems, warnings };
  }
  const foreign = notJson(value);
  if (foreign) {
    problems.push(foreign);
    return { problems, warnings };
  }
  const rules = placeholders ? AT_REST : FILLED;
  const ncco: Ncco = [];
  const names: unknown[] = value.map((entry: unknown) => own(entry, 'action'));
  value.forEach((entry: unknown, index) => {
    const path = inside('', index);
    const action = readAction(withoutLegacy(entry, path, findings), path, findings, rules);
    if (!action) return;
    ncco.push(action);
    crossRules(action, index, names, findings);
  });
  if (problems.length === 0 && caller === 'app') appCallerRules(ncco, findings);
  return problems.length === 0 ? { ncco, warnings } : { problems, warnings };
}

/** Vonage wants no `from` where the caller is an app's user; to a phone, it says which of our numbers is shown. */
function appCallerRules(ncco: Ncco, findings: Findings): void {
  for (const [index, action] of ncco.entries()) {
    if (action.action !== 'connect' || action.from === undefined) continue;
    if (action.endpoint[0].type === 'phone') continue;
    findings.warn(inside(inside('', index), 'from'), 'should be left out when the caller is an app user');
  }
}

function readAction(
  value: unknown,
  path: string,
  findings: Findings,
  rules: Map<unknown, Rule<NccoAction>>,
): NccoAction | undefined {
  if (!isObject(value)) return findings.problem(path, `must be an object, got ${describeValue(value)}`);
  if (!Object.hasOwn(value, 'action')) return findings.problem(inside(path, 'action'), 'is missing');
  const rule = rules.get(value['action']);
  if (rule) return rule(value, path, findings);
  const names = [...rules.keys()].join(', ');
  return findings.problem(
    inside(path, 'action'),
    `must be one of ${names}, got ${describeValue(value['action'])}`,
  );
}

const LEGACY_SETTINGS = ['timeOut', 'maxDigits', 'submitOnHash'];

/** The tutorial's `input` had no type and kept the settings of today's `dtmf` beside its eventUrl. */
function withoutLegacy(value: unknown, path: string, findings: Findings): unknown {
  if (!isObject(value) || value['action'] !== 'input') return value;
  if (Object.hasOwn(value, 'type') || Object.hasOwn(value, 'speech')) return value;
  findings.warn(inside(path, 'type'), "is missing: read as ['dtmf'], the way it was before types");
  const { action, ...rest } = value;
  const options = Object.entries(rest);
  const settings = options.filter(([key]) => LEGACY_SETTINGS.includes(key));
  if (settings.length === 0 || Object.hasOwn(value, 'dtmf')) return { action, type: ['dtmf'], ...rest };
  for (const [key] of settings) {
    findings.warn(inside(path, key), 'stands in dtmf today: read as if it stood there');
  }
  return {
    action,
    type: ['dtmf'],
    dtmf: Object.fromEntries(settings),
    ...Object.fromEntries(options.filter(([key]) => !LEGACY_SETTINGS.includes(key))),
  };
}

/** Rules between options and between actions; the action by itself is right here, and `names` are those of all. */
function crossRules(action: NccoAction, index: number, names: unknown[], findings: Findings): void {
  const at = (key: string) => inside(inside('', index), key);
  switch (action.action) {
    case 'talk':
    case 'stream':
      if (action.bargeIn === true) bargesIntoInput(index, names, findings);
      return;
    case 'input':
      return inputRules(action, at, findings);
    case 'connect':
      return connectRules(action, at, findings);
    case 'record':
      if (action.channels !== undefined && action.split === undefined) {
        findings.warn(at('channels'), "counts only with split 'conversation'");
      }
      return;
    case 'conversation':
    case 'transfer':
      if (action.mute !== undefined && action.canSpeak !== undefined) {
        findings.warn(at('mute'), 'is not supported together with canSpeak');
      }
      return;
    case 'pay':
      return findings.warn(at('action'), 'pay is gone from the actions that Vonage documents');
    case 'notify':
    case 'wait':
      return;
  }
}

function bargesIntoInput(index: number, names: unknown[], findings: Findings): void {
  const next = names.slice(index + 1).find((name) => name !== 'talk' && name !== 'stream');
  if (next === 'input') return;
  findings.problem(
    inside(inside('', index), 'bargeIn'),
    `the next action that is not talk or stream must be input, got ${typeof next === 'string' ? next : 'nothing'}`,
  );
}

function inputRules(action: Input, at: (key: string) => string, findings: Findings): void {
  for (const type of ['dtmf', 'speech'] as const) {
    if (action[type] !== undefined && !action.type.includes(type)) {
      findings.warn(at(type), `counts only when type holds '${type}'`);
    }
  }
  if (action.mode === 'asynchronous' && Object.keys(action.dtmf ?? {}).length > 0) {
    findings.warn(at('dtmf'), 'must be left out when mode is asynchronous');
  }
}

function connectRules(action: Connect, at: (key: string) => string, findings: Findings): void {
  if (action.randomFromNumber === true && action.from !== undefined) {
    findings.problem(at('from'), 'must be left out when randomFromNumber is true');
  }
  if (action.machineDetection !== undefined && action.advancedMachineDetection !== undefined) {
    findings.warn(at('machineDetection'), 'is not used beside advancedMachineDetection');
  }
  const [endpoint] = action.endpoint;
  if (endpoint.type !== 'sip') return;
  const target = inside(at('endpoint'), 0);
  if ((endpoint.uri === undefined) === (endpoint.domain === undefined)) {
    findings.problem(target, 'must have either uri or domain');
  }
  if (endpoint.user !== undefined && endpoint.domain === undefined) {
    findings.problem(inside(target, 'user'), 'goes with domain only');
  }
}
