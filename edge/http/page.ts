/** A piece of HTML that may stand in a page as it is. */
export interface Markup {
  readonly markup: string;
}

/** Markup from a template: every value is escaped, unless it is markup itself. There is no other way to make a page. */
export function markup(
  strings: TemplateStringsArray,
  ...values: (string | number | Markup | Markup[])[]
): Markup {
  return { markup: strings.reduce((page, string, index) => page + render(values[index - 1] ?? '') + string) };
}

/** For what a library drew, such as the SVG of a QR code. */
export const trusted = (drawn: string): Markup => ({ markup: drawn });

function render(value: string | number | Markup | Markup[]): string {
  if (Array.isArray(value)) return value.map(render).join('');
  if (typeof value === 'object') return value.markup;
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE = `
:root { color-scheme: light dark; font: 1.0625rem/1.55 system-ui, sans-serif; --ink: #1c2330; --paper: #f6f4ef; --card: #fff; --accent: #0b5d57; --on: #fff; --line: #d9d4c8 }
@media (prefers-color-scheme: dark) { :root { --ink: #eceae4; --paper: #14181d; --card: #1d232b; --accent: #6fd0c4; --on: #10201e; --line: #39424e } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; color: var(--ink); background: var(--paper) }
main { width: min(30rem, 100%); background: var(--card); border: 1px solid var(--line); border-radius: 1rem; padding: clamp(1.5rem, 6vw, 2.5rem) }
h1 { margin: 0 0 .75rem; font-size: 1.75rem; line-height: 1.2 }
a.button, button { display: block; width: 100%; margin: 1.5rem 0 0; padding: .9rem; border: 0; border-radius: .6rem; background: var(--accent); color: var(--on); font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer }
a { color: var(--accent) } :focus-visible { outline: 3px solid var(--accent); outline-offset: 3px }
label { display: block; margin: 1.25rem 0 .35rem; font-weight: 600 }
input { width: 100%; padding: .75rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: .5rem }
.qr { display: block; width: 11rem; margin: 1.5rem auto 0; padding: .5rem; background: #fff; border-radius: .5rem } .qr svg { display: block; width: 100%; height: auto }
.hint { margin: .35rem 0 0; font-size: .9rem; opacity: .8 } .number { font-size: 1.25rem; font-weight: 600; text-align: center; margin: .75rem 0 0 }
@media (hover: none) and (pointer: coarse) { .desk { display: none } }`;

/** A whole page: no script, nothing loaded from elsewhere. */
export function page(title: string, content: Markup): string {
  return `<!doctype html>${
    markup`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${trusted(STYLE)}</style></head><body><main>${content}</main></body></html>`
      .markup
  }`;
}
