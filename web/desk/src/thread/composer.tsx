import { useRef, type SubmitEvent } from 'react';
import { LONGEST_TEXT } from '../../../../contract/tickets.ts';
import { normalizeText } from './text-size.ts';
import { TextField } from './text-field.tsx';
import { useSpeech } from '../words/index.ts';

interface ComposerProps {
  text: string;
  onChange: (text: string) => void;
  onSend: (text: string) => void;
  /** No reply can be sent in the ticket's present state. */
  isBlocked: boolean;
  language?: string | undefined;
}

/** The field in which an agent writes a reply. */
export function Composer({ text, onChange, onSend, isBlocked, language }: ComposerProps) {
  const { words } = useSpeech();
  const field = useRef<HTMLTextAreaElement>(null);
  const written = normalizeText(text);
  const isReady = !isBlocked && written !== '' && written.length <= LONGEST_TEXT;

  function send(): void {
    if (!isReady) return;
    onSend(written);
    field.current?.focus();
  }

  return (
    <form
      className="composer"
      onSubmit={(event: SubmitEvent) => {
        event.preventDefault();
        send();
      }}
    >
      <TextField
        ref={field}
        label={words.compose.reply}
        quietLabel
        value={text}
        onChange={onChange}
        onSend={send}
        language={language}
        placeholder={words.compose.placeholder}
      />
      <button type="submit" className="button primary" aria-disabled={!isReady} title={words.compose.keys}>
        {words.compose.send}
      </button>
    </form>
  );
}
