import { useId, type Ref } from 'react';
import type { ParsedNumber } from '../phone-number.ts';
import { useSpeech } from '../words/index.ts';

interface NumberFieldProps {
  value: string;
  parsed: ParsedNumber;
  /** Whether to show why the number is invalid. */
  showsProblem: boolean;
  onChange: (value: string) => void;
  ref: Ref<HTMLInputElement>;
}

/** The number to write to, with how it was understood. */
export function NumberField({ value, parsed, showsProblem, onChange, ref }: NumberFieldProps) {
  const { words } = useSpeech();
  const id = useId();
  const isInvalid = showsProblem && !parsed.ok;
  return (
    <div className="field">
      <label htmlFor={id}>{words.write.number}</label>
      <input
        id={id}
        ref={ref}
        type="tel"
        autoComplete="off"
        value={value}
        aria-describedby={`${id}-hint`}
        aria-invalid={isInvalid}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id={`${id}-hint`} className={isInvalid ? 'problem' : 'hint'}>
        <NumberHint parsed={parsed} showsProblem={showsProblem} />
      </p>
    </div>
  );
}

function NumberHint({ parsed, showsProblem }: Pick<NumberFieldProps, 'parsed' | 'showsProblem'>) {
  const { words, language } = useSpeech();
  if (!parsed.ok) return showsProblem ? words.write.numberProblem[parsed.problem] : words.write.numberHint;
  const { e164, country } = parsed;
  const countryName =
    country === undefined ? undefined : new Intl.DisplayNames(language, { type: 'region' }).of(country);
  return words.write.numberIs(e164, countryName ?? '');
}
