import { useId, type KeyboardEvent, type Ref } from 'react';
import { useSpeech } from '../words/index.ts';
import { measureText } from './text-size.ts';
import './text-field.css';

interface TextFieldProps {
  label: string;
  /** Whether the label is seen, or only read aloud. */
  quietLabel?: boolean;
  value: string;
  onChange: (text: string) => void;
  /** Ctrl+Enter, or Cmd+Enter. */
  onSend?: () => void;
  /** The customer's, where known. */
  language?: string | undefined;
  placeholder?: string;
  disabled?: boolean;
  /** What is wrong with it. */
  error?: string | undefined;
  rows?: number;
  ref?: Ref<HTMLTextAreaElement>;
}

/** A text that will go out as SMS, with what it takes. */
export function TextField({
  label,
  quietLabel = false,
  value,
  onChange,
  onSend,
  language,
  placeholder,
  disabled = false,
  error,
  rows = 2,
  ref,
}: TextFieldProps) {
  const { words } = useSpeech();
  const id = useId();
  const { parts, characters, type, tooLong } = measureText(value);
  const wrong = tooLong ? words.compose.tooLong : error;

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) {
      event.preventDefault();
      onSend?.();
    }
  }

  return (
    <div className="field text-field">
      <label htmlFor={id} className={quietLabel ? 'only-read' : undefined}>
        {label}
      </label>
      <textarea
        id={id}
        ref={ref}
        dir="auto"
        rows={rows}
        lang={language}
        value={value}
        disabled={disabled}
        placeholder={placeholder}
        aria-describedby={`${id}-count ${id}-wrong`}
        aria-invalid={wrong !== undefined}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <p id={`${id}-count`} className="hint count">
        {parts > 0 && (
          <>
            <span className="cost">{words.compose.counted(parts, characters)}</span>
            {' · '}
            <span title={type === 'unicode' ? words.compose.unicodeHint : undefined}>
              {words.compose.encoding[type]}
            </span>
          </>
        )}
      </p>
      <p id={`${id}-wrong`} className="problem" role="alert" hidden={wrong === undefined}>
        {wrong}
      </p>
    </div>
  );
}
