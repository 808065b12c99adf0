import { useId } from 'react';
import { LANGUAGE_NAMES, LANGUAGES, type Language } from '../../../contract/languages.ts';
import { useSpeech } from './words/index.ts';

/** Chooses the language of the desk; each is listed by its own name. */
export function LanguageSelect({ onLanguage }: { onLanguage: (language: Language) => void }) {
  const { words, language } = useSpeech();
  const id = useId();
  return (
    <div className="field language">
      <label htmlFor={id}>{words.preferences.language}</label>
      <select
        id={id}
        value={language}
        onChange={(event) => {
          const chosen = LANGUAGES.find((one) => one === event.target.value);
          if (chosen) onLanguage(chosen);
        }}
      >
        {LANGUAGES.map((one) => (
          <option key={one} value={one} lang={one}>
            {LANGUAGE_NAMES[one]}
          </option>
        ))}
      </select>
    </div>
  );
}
