import { inside, type Findings } from '../findings.ts';
import type { NccoAction } from '../ncco.ts';
import { oneOf, required, type Option, type Rule } from '../rules.ts';

/** Where an action stands in its NCCO. */
export interface Position {
  index: number;
  /** The path of the action: `[0]`. */
  path: string;
  /** What stands under `action` in each entry of the NCCO, whether it is an action or not. */
  names: readonly unknown[];
}

/** Reads one action. Returns undefined, after reporting why, where it is not valid. */
export type ActionReader<A extends NccoAction> = (
  value: unknown,
  position: Position,
  findings: Findings,
) => A | undefined;

/** What must hold between the options of a valid action, or between it and the actions around it. */
export type CrossRule<A extends NccoAction> = (action: A, position: Position, findings: Findings) => void;

/** Reads an action by the rules of its options, and then by its cross rule. */
export function actionReader<A extends NccoAction>(rule: Rule<A>, crossRule?: CrossRule<A>): ActionReader<A> {
  return (value, position, findings) => {
    const action = rule(value, position.path, findings);
    if (action) crossRule?.(action, position, findings);
    return action;
  };
}

/** The option that names an action. */
export const named = <A extends NccoAction['action']>(name: A): Option<A> => required(oneOf(name));

/** The path of one of the action's options. */
export const optionPath = ({ path }: Position, option: string): string => inside(path, option);
