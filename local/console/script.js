const POLL_MS = 1_000;
const GONE = 'The desk does not answer: is npm start still running?';
const trouble = document.querySelector('#trouble');
const number = document.querySelector('#number');
const callButton = document.querySelector('#call');
const pad = document.querySelector('#pad');
const threads = document.querySelectorAll('.thread');
const apps = document.querySelectorAll('[data-agent]');
const { voice } = document.body.dataset;

let phone = digitsOf(location.hash.slice(1)) || number.value;
number.value = phone;

function digitsOf(written) {
  return written.replace(/[\s()+-]/g, '').replace(/\D.*$/, '');
}

async function ask(path, body) {
  const headers = { 'content-type': 'application/json' };
  const init = body && { method: 'POST', headers, body: JSON.stringify(body) };
  const answer = await fetch(`/simulator/${path}`, init);
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.error ?? `The simulator answered ${answer.status}.`);
  return said;
}

/** Does what a person asked for, says what went wrong, and shows what came of it. */
async function act(path, body = {}) {
  try {
    await ask(path, body);
    trouble.textContent = '';
  } catch (error) {
    trouble.textContent = error.message;
  }
  await refresh();
}

function element(name, text, properties = {}) {
  const made = Object.assign(document.createElement(name), properties);
  made.textContent = text;
  return made;
}

/** Draws only what changed, so that nothing moves under the reader; the focus stays on the same button. */
function draw(place, data, make) {
  const now = JSON.stringify(data);
  if (place.drawn === now) return;
  place.drawn = now;
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  const atEnd = place.scrollTop + place.clientHeight >= place.scrollHeight - 8;
  place.replaceChildren(...data.map(make));
  if (atEnd) place.scrollTop = place.scrollHeight;
  if (focused !== undefined) place.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function bubble({ own, text, at, note }) {
  const line = element('li', text, { className: own ? 'own' : '' });
  const when = [new Date(at).toLocaleTimeString(), ...(note ? [note] : [])].join(' · ');
  line.append(element('time', when, { dateTime: at }));
  return line;
}

const textLine = ({ direction, receipts, ...text }) => ({
  ...text,
  own: direction === 'inbound',
  note: receipts.at(-1)?.status,
});

/** What a caller hears, presses and is told of; the rest is the simulator's own record. */
function callLine({ action, at, ...details }) {
  if (action === 'talk') return { text: details.text, at };
  if (action === 'digits' || action === 'keys')
    return { own: true, text: `pressed ${details.digits || 'nothing'}`, at };
  if (action === 'error') return { text: `went wrong: ${details.reason}`, at };
  if (action === 'hangup') return { text: `the call is over (${details.by})`, at };
  if (!['ringing', 'answered', 'busy', 'rejected', 'unanswered'].includes(action)) return undefined;
  return { text: `${details.user ?? details.number}: ${action}`, at };
}

/** One party's end of a call, with what that party can do. */
function legRow({ path, text, acts }) {
  const row = document.createElement('div');
  row.append(element('span', text));
  for (const name of acts) {
    const button = element('button', name, {
      type: 'button',
      onclick: () => act(`${path}/${name.replace(' ', '')}`),
    });
    button.dataset.key = `${path}/${name}`;
    row.append(button);
  }
  return row;
}

const isRunning = (call) => ['started', 'ringing', 'answered'].includes(call.state);

/** The legs that ring or talk at one party's, then the calls that it made. */
function rowsOf(calls, isMine, isOwn = () => false) {
  const called = calls.flatMap((call) =>
    call.legs
      .filter((leg) => isMine(leg) && ['ringing', 'answered'].includes(leg.state))
      .map(({ id, state }) => ({
        path: `calls/${call.id}/legs/${id}`,
        text: `${call.from} · ${state}`,
        acts: state === 'ringing' ? ['answer', 'reject'] : ['hang up'],
      })),
  );
  const made = calls
    .filter((call) => isRunning(call) && isOwn(call))
    .map(({ id, to, state }) => ({ path: `calls/${id}`, text: `to ${to} · ${state}`, acts: ['hang up'] }));
  return [...called, ...made];
}

let current;

function drawCalls(calls) {
  current = calls.findLast(({ user, from }) => user === undefined && from === phone);
  const isOn = current !== undefined && isRunning(current);
  pad.hidden = !isOn;
  callButton.textContent = isOn ? 'Hang up' : `Call ${voice}`;
  draw(document.querySelector('#heard'), (current?.log ?? []).map(callLine).filter(Boolean), bubble);
  const ringing = rowsOf(calls, ({ number: called }) => called === phone);
  draw(document.querySelector('#phone-legs'), ringing, legRow);
  for (const app of apps) {
    const isAgents = ({ user }) => user === app.dataset.agent;
    const rows = rowsOf(calls, isAgents, isAgents);
    draw(app.querySelector('.legs'), rows, legRow);
  }
}

async function refresh() {
  const asked = phone;
  try {
    const [texts, calls] = await Promise.all([ask(`messages?number=${asked}`), ask('calls')]);
    if (asked !== phone) return;
    for (const thread of threads) {
      const between = texts.filter(({ from, to }) => [from, to].includes(thread.dataset.number));
      draw(thread.querySelector('.log'), between.map(textLine), bubble);
    }
    drawCalls(calls);
    if (trouble.textContent === GONE) trouble.textContent = '';
  } catch {
    trouble.textContent = GONE;
  }
}

function onSubmit(form, run) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    run(form.elements);
  });
}

onSubmit(document.querySelector('#choose'), () => {
  location.hash = number.value = phone = digitsOf(number.value);
  void refresh();
});

for (const thread of threads) {
  onSubmit(thread.querySelector('form'), ({ text }) => {
    void act('messages', { from: phone, to: thread.dataset.number, text: text.value });
    text.value = '';
  });
}

for (const app of apps) {
  onSubmit(
    app.querySelector('form'),
    ({ to }) => void act('calls', { user: app.dataset.agent, to: to.value }),
  );
}

callButton.addEventListener('click', () => {
  if (current !== undefined && isRunning(current)) void act(`calls/${current.id}/hangup`);
  else void act('calls', { from: phone, to: voice });
});

pad.addEventListener('click', ({ target }) => {
  if (target.dataset.digit) void act(`calls/${current.id}/digits`, { digits: target.dataset.digit });
});

async function poll() {
  if (!document.hidden) await refresh();
  setTimeout(poll, POLL_MS);
}
void poll();
