import { own } from '../../desk/json-value.ts';
import { goodNcco } from '../../desk/ncco/items.ts';
import { lastGoodName } from '../../desk/ncco/item-names.ts';
import { attemptOf, nextMenuStep, parseMenu } from '../../desk/calls/menu.ts';
import type { Input, Ncco } from '../../desk/ncco/ncco.ts';
import { DTMF_URL, indent, type StoredDesk } from './stored-desk.ts';
import { describeRouting } from './describe-routing.ts';

/** Vonage's default of `maxDigits`. */
const DEFAULT_MAX_DIGITS = 4;

/** What each key, a wrong key, and silence lead to. */
export async function describeMenu(input: Input, desk: StoredDesk): Promise<string[]> {
  const { items } = desk;
  const { menu } = parseMenu(own(items, 'menu'));
  // The desk repeats the question with the item named `ivr`, whichever item asked first.
  const asked = goodNcco(own(items, 'ivr')) ?? goodNcco(own(items, lastGoodName('ivr')));
  const press = (digits: string, attempt: number) =>
    nextMenuStep({
      menu,
      input: { digits, timedOut: digits === '' },
      dtmfUrl: DTMF_URL,
      attempt,
      ...(asked && { menuNcco: asked }),
    });
  const maxDigits = input.dtmf?.maxDigits ?? DEFAULT_MAX_DIGITS;
  const lines: string[] = [];
  const add = async (title: string, ncco: Ncco) =>
    lines.push(title, ...indent(await describeRouting(ncco, desk, { lead: false })));
  for (const [digits, agent] of Object.entries(menu.choices)) {
    const unreachable =
      digits.length > maxDigits
        ? `, which cannot be pressed: at most ${maxDigits} ${maxDigits === 1 ? 'key is' : 'keys are'} taken`
        : '';
    await add(`key ${digits}: ${agent}${unreachable}`, press(digits, attemptOf(undefined)).ncco);
  }
  const wrong = `another key, or silence${input.type.includes('speech') ? ' (words count as silence)' : ''}`;
  if (menu.attempts > 1)
    await add(`${wrong}: is asked again, ${menu.attempts} times in all:`, press('', 1).ncco);
  const count = menu.attempts === 1 ? 'once' : `${menu.attempts} times`;
  await add(
    `${wrong}, when asked ${count}: ${menu.otherwise}, the default agent`,
    press('', menu.attempts).ncco,
  );
  return lines;
}
