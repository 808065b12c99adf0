import type { Language } from '../../contract/languages.ts';
import type { Option } from './delivery.ts';

/** The defaults of a notification: the tutorial's words, and their translations. */
export const DEFAULTS: Record<Language, { day: string; window: string; options: Option[] }> = {
  en: {
    day: 'tomorrow',
    window: '8am and 2pm',
    options: [
      { digit: '1', label: 'tomorrow', effect: 'tomorrow' },
      { digit: '2', label: 'Thursday', effect: 'thursday' },
      { digit: '3', label: 'deliver to post office', effect: 'post-office' },
    ],
  },
  ja: {
    day: '明日',
    window: '午前8時から午後2時',
    options: [
      { digit: '1', label: '明日', effect: 'tomorrow' },
      { digit: '2', label: '木曜日', effect: 'thursday' },
      { digit: '3', label: '郵便局留め', effect: 'post-office' },
    ],
  },
  zh: {
    day: '明天',
    window: '上午8点至下午2点',
    options: [
      { digit: '1', label: '明天', effect: 'tomorrow' },
      { digit: '2', label: '星期四', effect: 'thursday' },
      { digit: '3', label: '送至邮局', effect: 'post-office' },
    ],
  },
};

/** The options stay open for a week: the tutorial's reach as far as the next Thursday. */
export const OPEN_FOR_MS = 7 * 86_400_000;

/** The word between the last two options. */
export const OR: Record<Language, string> = { en: 'or', ja: 'または', zh: '或' };
