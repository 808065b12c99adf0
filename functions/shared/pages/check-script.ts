import { BETWEEN } from './numbers-entered.ts';

/**
 * What a browser does with the numbers while they are typed: each is shown as it will be used, with its country. All
 * that is shown is put there as text.
 */
export const CHECK_SCRIPT = `
const field = document.getElementById('number');
const shown = document.getElementById('checked');
const { lang } = document.documentElement;
const countries = new Intl.DisplayNames(lang, { type: 'region' });
const known = new Map();
let turn = 0, timer;
async function ask(number) {
  const answer = await fetch('/notify/check?lang=' + lang, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ number }),
  });
  if (!answer.ok) throw answer.status;
  return answer.json();
}
async function check() {
  const mine = ++turn;
  const answers = [];
  for (const part of field.value.split(/${BETWEEN}/)) {
    const number = part.trim();
    if (number.length < 4) continue;
    if (!known.has(number)) {
      try {
        known.set(number, await ask(number));
      } catch {
        continue;
      }
    }
    if (mine !== turn) return;
    answers.push(known.get(number));
  }
  answers.forEach(({ error, number, country }, index) => {
    const line = shown.children[index] ?? shown.appendChild(document.createElement('p'));
    const text = error ?? '+' + number + (country ? ' · ' + countries.of(country) : '');
    if (line.textContent !== text) line.textContent = text;
    line.className = error ? '' : 'fine';
  });
  while (shown.children.length > answers.length) shown.lastChild.remove();
  if (answers.length && answers.every(({ error }) => !error)) {
    field.removeAttribute('aria-invalid');
    field.setAttribute('aria-describedby', 'hint');
    document.getElementById('number-error')?.remove();
  }
}
field.addEventListener('input', () => {
  clearTimeout(timer);
  timer = setTimeout(check, 400);
});
if (field.value && !field.hasAttribute('aria-invalid')) check();
`;
