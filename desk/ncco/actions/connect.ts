import { own } from '../../json-value.ts';
import { inside, type Findings } from '../findings.ts';
import type { AdvancedMachineDetection, Connect, SipEndpoint } from '../ncco.ts';
import * as rules from '../rules.ts';
import { optional, required, type Rule } from '../rules.ts';
import { endpoint } from './endpoint.ts';
import { actionReader, named, optionPath, type Position } from './reader.ts';
import { eventOptions, type ValueRules } from './values.ts';

export function connect(values: ValueRules) {
  const [fromNumber, fromAnybody] = [options(values, values.e164), options(values, anyCaller)];
  return actionReader<Connect>(
    (value, path, findings) => (callsPhone(value) ? fromNumber : fromAnybody)(value, path, findings),
    crossRule,
  );
}

const options = (values: ValueRules, from: Rule<string>): Rule<Connect> =>
  rules.shape<Connect>('connect', {
    action: named('connect'),
    endpoint: required(rules.listOfOne(endpoint(values), 'endpoint')),
    from: optional(from),
    randomFromNumber: optional(rules.boolean),
    eventType: optional(rules.oneOf('synchronous')),
    timeout: optional(rules.number(3, 7200)),
    limit: optional(rules.number(1, 7200)),
    machineDetection: optional(rules.oneOf('continue', 'hangup')),
    advancedMachineDetection: optional(advancedMachineDetection),
    ...eventOptions(values),
    ringbackTone: optional(values.link),
  });

const advancedMachineDetection = rules.shape<AdvancedMachineDetection>('advancedMachineDetection', {
  behavior: optional(rules.oneOf('continue', 'hangup')),
  mode: optional(rules.oneOf('default', 'detect', 'detect_beep')),
  beepTimeout: optional(rules.number(45, 120)),
});

/** The caller id that a websocket, a SIP address, an app or an extension gets. */
const anyCaller = rules.rule<string>('a text', (value) => {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : undefined;
});

/** A phone gets a number as the caller id, every other endpoint any text. */
function callsPhone(value: unknown): boolean {
  const endpoints = own(value, 'endpoint');
  return Array.isArray(endpoints) && own(endpoints[0], 'type') === 'phone';
}

function crossRule(action: Connect, position: Position, findings: Findings): void {
  if (action.randomFromNumber === true && action.from !== undefined) {
    findings.problem(optionPath(position, 'from'), 'must be left out when randomFromNumber is true');
  }
  if (action.machineDetection !== undefined && action.advancedMachineDetection !== undefined) {
    findings.warn(optionPath(position, 'machineDetection'), 'is not used beside advancedMachineDetection');
  }
  const [target] = action.endpoint;
  if (target.type === 'sip') sipTarget(target, inside(optionPath(position, 'endpoint'), 0), findings);
}

function sipTarget({ uri, domain, user }: SipEndpoint, path: string, findings: Findings): void {
  if ((uri === undefined) === (domain === undefined)) {
    findings.problem(path, 'must have either uri or domain');
  }
  if (user !== undefined && domain === undefined) {
    findings.problem(inside(path, 'user'), 'goes with domain only');
  }
}
