import type { Settings } from '../settings.ts';
import type { Language } from '../../contract/languages.ts';
import { renderText, type Wording } from '../texts/texts.ts';
import { DEFAULTS, OR } from './defaults.ts';
import { listOptions, type Delivery, type Option } from './delivery.ts';

/** What the shop says of a delivery; what is absent has a default in the customer's language. */
export interface Notification {
  day?: string;
  /** Such as "8am and 2pm". */
  window?: string;
  options?: Option[];
  /** When the options close, ms since the epoch; a week after the request where absent. */
  closesAt?: number;
  /** Quiet hours do not hold it. */
  transactional?: boolean;
  language?: Language;
}

/** A notification in one customer's language. */
export type RenderedNotification = Pick<Delivery, 'language' | 'day' | 'window' | 'options'> & {
  text: string;
};

export function renderNotification(
  notification: Notification,
  language: Language,
  { settings, texts }: { settings: Settings; texts: Wording },
): RenderedNotification {
  const {
    day = DEFAULTS[language].day,
    window = DEFAULTS[language].window,
    options = DEFAULTS[language].options,
  } = notification;
  const values = {
    business: settings.businessName,
    day,
    window,
    options: listOptions(options, OR[language]),
  };
  const text = renderText('notify', language, values, texts(language), settings.limits.parts);
  return { language, day, window, options, text };
}
