import { isSameAgent } from '../../desk/agents/name.ts';
import { parseMenu } from '../../desk/calls/menu.ts';
import { own } from '../../desk/json-value.ts';
import type { Problem } from '../../desk/ncco/findings.ts';
import { goodNcco } from '../../desk/ncco/items.ts';
import type { Items } from './items.ts';
import type { StoredDesk } from './stored-desk.ts';

/** Warnings about agents that a menu or an NCCO rings and that are not on the roster. */
export function unknownAgents(name: string, { items, agents }: StoredDesk): Problem[] {
  if (!agents) return [];
  return agentsIn(name, items)
    .filter(([, agent]) => !agents.some((one) => isSameAgent(one.name, agent)))
    .map(([path, agent]) => ({
      path,
      sentence: `${agent} is not on the roster; "npm run agents -- list" shows who is`,
    }));
}

function agentsIn(name: string, items: Items): [path: string, agent: string][] {
  if (name === 'menu') {
    const { choices, otherwise } = parseMenu(own(items, 'menu')).menu;
    return [
      ...Object.entries(choices).map(([digits, agent]): [string, string] => [`choices.${digits}`, agent]),
      ['otherwise', otherwise],
    ];
  }
  return (goodNcco(own(items, name)) ?? []).flatMap((action, index): [string, string][] => {
    const [endpoint] = action.action === 'connect' ? action.endpoint : [];
    return endpoint?.type === 'app' ? [[`[${index}].endpoint[0].user`, endpoint.user]] : [];
  });
}
