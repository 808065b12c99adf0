import { own } from '../../desk/json-value.ts';
import { goodNcco } from '../../desk/ncco/items.ts';
import { lastGoodName } from '../../desk/ncco/item-names.ts';
import { attemptOf, nextMenuStep, parseMenu } from '../../desk/calls/menu.ts';
import type { Input, Ncco } from '../../desk/ncco/ncco.ts';
import { DTMF_URL, indented, type Desk } from './desk.ts';
import { rung } from './rung.ts';

/** Vonage's own, where the input says nothing. */
const VONAGES_MAX_DIGITS = 4;

/** What each key of the menu leads to, a wrong one, and silence. */
export async function keys(input: Input, desk: Desk): Promise<string[]> {
  const { items } = desk;
  const { menu } = parseMenu(own(items, 'menu'));
  // As the desk asks again: with the item of this name, whichever asked first.
  const asked = goodNcco(own(items, 'ivr')) ?? goodNcco(own(items, lastGoodName('ivr')));
  const press = (digits: string, attempt: number) =>
    nextMenuStep({
      menu,
      input: { digits, timedOut: digits === '' },
      dtmfUrl: DTMF_URL,
      attempt,
      ...(asked && { menuNcco: asked }),
    });
  const most = input.dtmf?.maxDigits ?? VONAGES_MAX_DIGITS;
  const lines: string[] = [];
  const tell = async (title: string, ncco: Ncco) =>
    lines.push(title, ...indented(await rung(ncco, desk, { lead: false })));
  for (const [digits, agent] of Object.entries(menu.choices)) {
    const cut =
      digits.length > most
        ? `, which cannot be pressed: at most ${most} ${most === 1 ? 'key is' : 'keys are'} taken`
        : '';
    await tell(`key ${digits}: ${agent}${cut}`, press(digits, attemptOf(undefined)).ncco);
  }
  const wrong = `another key, or silence${input.type.includes('speech') ? ' (words count as silence)' : ''}`;
  if (menu.attempts > 1)
    await tell(`${wrong}: is asked again, ${menu.attempts} times in all:`, press('', 1).ncco);
  const count = menu.attempts === 1 ? 'once' : `${menu.attempts} times`;
  await tell(
    `${wrong}, when asked ${count}: ${menu.otherwise}, the default agent`,
    press('', menu.attempts).ncco,
  );
  return lines;
}
