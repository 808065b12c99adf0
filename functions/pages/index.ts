import type { RouteKeyOf } from '../../contract/routes.ts';
import { ClientError } from '../../desk/client-error.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../desk/settings.ts';
import type { Language } from '../../contract/languages.ts';
import { readSettings } from '../../edge/aws/dynamodb/config.ts';
import { httpHandler, failureOf, type Request } from '../../edge/http/handler.ts';
import { markup, type Page } from '../../edge/http/page.ts';
import { html, type Response } from '../../edge/http/responses.ts';
import { routeOf } from '../../edge/http/routes.ts';
import { deskFile, deskPage } from './app.ts';
import { check } from './check.ts';
import { languageFor } from '../shared/pages/language.ts';
import { notifyForm } from '../shared/pages/notify-form.ts';
import { supportPage } from './support.ts';
import { WORDS } from '../shared/pages/words/index.ts';

type Route = (request: Request) => Response | Promise<Response>;

/** What people see in a browser, by route. */
const ROUTES: Record<RouteKeyOf<'pages'>, Route> = {
  'GET /': pageOf(supportPage),
  'GET /notify': pageOf(({ businessName }, language) => notifyForm({ language, business: businessName })),
  'POST /notify/check': check,
  'GET /desk': deskPage,
  'GET /desk/{file+}': deskFile,
};

export const handler = httpHandler(async (request) => {
  const route = routeOf(ROUTES, request);
  if (!route) throw new ClientError(404, 'page-unknown', 'There is no such page.');
  return route(request);
});

/** A page made from the settings; while they cannot be read, one that says so. */
function pageOf(make: (settings: Settings, language: Language) => Page): Route {
  return async (request) => {
    try {
      const { settings } = await readSettings();
      return html(200, make(settings, languageFor(request, settings.language)));
    } catch (error) {
      const { status } = failureOf(error, request.routeKey);
      const language = languageFor(request, DEFAULT_SETTINGS.language);
      return html(status, laterPage(language));
    }
  };
}

function laterPage(language: Language): Page {
  const { later } = WORDS[language];
  return { language, title: later, content: markup`<h1>${later}</h1>` };
}
