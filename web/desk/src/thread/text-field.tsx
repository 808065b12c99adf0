import { useId, type KeyboardEvent, type Ref } from 'react';
import { useSpeech } from '../words/index.ts';
import { measureText } from './text-size.ts';
import './text-field.css';

interface TextFieldProps {
  label: string;
  /** Shows the label to screen readers only. */
  quietLabel?: boolean;
  value: string;
  onChange: (text: string) => void;
  /** Ctrl+Enter, or Cmd+Enter. */
  onSend?: () => void;
  /** The customer's, where known. */
  language?: string | undefined;
  placeholder?: string;
  disabled?: boolean;
  /** Why the text cannot be sent. */
  error?: string | undefined;
  rows?: number;
  ref?: Ref<HTMLTextAreaElement>;
}

/** A field for a text that is sent as SMS, with its size in parts. */
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
  const shownError = tooLong ? words.compose.tooLong : error;

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
        aria-invalid={shownError !== undefined}
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
      <p id={`${id}-wrong`} className="problem" role="alert" hidden={shownError === undefined}>
        {shownError}
      </p>
    </div>
  );
}
