import { html, raw } from 'hono/html';

/** Where things are in this system. */
export interface Places {
  apiUrl: string;
  numbers: { support: string; delivery: string; voice: string };
  agents: string[];
}

/** Numbers that no real subscriber has. */
const PHONES = ['447700900001', '447700900002', '447700900003'];

/** The page without its data: the script fills it from the `/simulator/` routes. */
export function page(
  { apiUrl, numbers, agents }: Places,
  { nonce, style, script }: { nonce: string; style: string; script: string },
) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>frontdesk: simulated phones</title>
        ${raw(`<style nonce="${nonce}">${style}</style>`)}
      </head>
      <body data-voice="${numbers.voice}">
        <header>
          <h1>frontdesk</h1>
          <p>Simulated phones. Nothing here leaves this machine.</p>
          <nav aria-label="The desk">
            <a href="${apiUrl}/">Support page</a>
            <a href="${apiUrl}/notify">Notify a customer</a>
          </nav>
        </header>
        <p id="trouble" role="alert"></p>
        <main>
          <section aria-labelledby="phone-title">
            <h2 id="phone-title">A customer's phone</h2>
            <form id="choose">
              <label for="number">Its number</label>
              <input
                id="number"
                list="phones"
                inputmode="tel"
                autocomplete="off"
                value="${PHONES[0]}"
                required
              />
              <datalist id="phones">
                ${PHONES.map((number) => html`<option value="${number}"></option>`)}
              </datalist>
              <button>Use this phone</button>
            </form>
            <div class="threads">
              ${thread('support', 'Support', numbers.support)}
              ${thread('delivery', 'Delivery', numbers.delivery)}
            </div>
          </section>
          <section aria-labelledby="call-title">
            <h2 id="call-title">Calls of this phone</h2>
            <button id="call" type="button">Call ${numbers.voice}</button>
            <ol id="heard" class="log" role="log" aria-label="What happens on the call"></ol>
            <div id="pad" role="group" aria-label="Dial pad" hidden>
              ${[...'123456789*0#'].map((key) => html`<button type="button" data-digit="${key}">${key}</button>`)}
            </div>
            <div id="phone-legs" class="legs"></div>
          </section>
          ${agents.map(
            (agent) => html`
              <section class="agent" data-agent="${agent}" aria-label="${agent}'s app">
                <h2>${agent}'s app</h2>
                <form>
                  <label>Call a number <input name="to" inputmode="tel" autocomplete="off" required /></label>
                  <button>Call</button>
                </form>
                <div class="legs" aria-live="assertive"></div>
              </section>
            `,
          )}
        </main>
        ${raw(`<script nonce="${nonce}" type="module">${script}</script>`)}
      </body>
    </html>`;
}

const thread = (id: string, title: string, number: string) => html`
  <section class="thread" data-number="${number}" aria-labelledby="${id}-title">
    <h3 id="${id}-title">${title} <small>${number}</small></h3>
    <ol class="log" role="log" tabindex="0" aria-labelledby="${id}-title"></ol>
    <form>
      <label for="${id}-text">Text to ${title.toLowerCase()}</label>
      <input id="${id}-text" name="text" maxlength="10000" autocomplete="off" required />
      <button>Send</button>
    </form>
  </section>
`;
