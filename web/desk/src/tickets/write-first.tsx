import { useEffect, useId, useRef, useState, type SubmitEvent } from 'react';
import { writeFirst } from '../api.ts';
import { parseNumber } from '../phone-number.ts';
import { toProblem, type Problem } from '../problem.ts';
import { ticketHash } from '../route.ts';
import type { Session } from '../session.ts';
import { BackButton } from '../thread/back-button.tsx';
import { MAX_TEXT_LENGTH, normalizeText } from '../thread/text-size.ts';
import type { Drafts } from '../thread/drafts.ts';
import { TextField } from '../thread/text-field.tsx';
import { useDrafts } from '../thread/use-drafts.ts';
import { goTo } from '../use-route.ts';
import { useSpeech } from '../words/index.ts';
import { describeProblem } from '../words/describe-problem.ts';
import './write-first.css';

interface WriteFirstProps {
  session: Session;
  drafts: Drafts;
  onBack: () => void;
  onWritten: (number: number, at: number) => void;
}

/** A first text to somebody who has not written. */
export function WriteFirst({ session, drafts, onBack, onWritten }: WriteFirstProps) {
  const speech = useSpeech();
  const { words, language } = speech;
  useDrafts(drafts);
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const numberField = useRef<HTMLInputElement>(null);
  const textField = useRef<HTMLTextAreaElement>(null);
  const [wrong, setWrong] = useState<'number' | 'text'>();
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const isHere = useRef(false);
  const number = drafts.read('new-number');
  const text = drafts.read('new');
  const found = parseNumber(number);

  useEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);

  async function send(): Promise<void> {
    const written = normalizeText(text);
    if (!found.ok) {
      setWrong('number');
      numberField.current?.focus();
      return;
    }
    if (written === '' || written.length > MAX_TEXT_LENGTH) {
      setWrong('text');
      textField.current?.focus();
      return;
    }
    if (sending) return;
    setWrong(undefined);
    setProblem(undefined);
    setSending(true);
    const of = `${found.e164} ${written}`;
    // Not known here whether it went, it is tried with the same key also after the agent was elsewhere.
    const key = drafts.attemptKey('new', of) ?? crypto.randomUUID();
    drafts.rememberAttempt('new', { key, of });
    try {
      const { ticket } = await writeFirst(session, found.e164, written, key);
      drafts.rememberAttempt('new', undefined);
      // What was written meanwhile is the next text.
      if (drafts.read('new') === text && drafts.read('new-number') === number) {
        drafts.write('new', '');
        drafts.write('new-number', '');
      }
      onWritten(ticket.number, ticket.lastMessageAt);
      // Who has gone elsewhere meanwhile is left there.
      if (isHere.current) goTo(ticketHash(ticket.number));
    } catch (error) {
      setProblem(toProblem(error));
    } finally {
      setSending(false);
    }
  }

  const country =
    !found.ok || found.country === undefined
      ? ''
      : (new Intl.DisplayNames(language, { type: 'region' }).of(found.country) ?? '');

  return (
    <article className="thread write-first" aria-labelledby="write-title">
      <header className="thread-head">
        <BackButton onBack={onBack} />
        <h2 id="write-title" tabIndex={-1} ref={heading}>
          {words.write.title}
        </h2>
      </header>
      <form
        noValidate
        onSubmit={(event: SubmitEvent) => {
          event.preventDefault();
          void send();
        }}
      >
        <div className="field">
          <label htmlFor={id}>{words.write.number}</label>
          <input
            id={id}
            ref={numberField}
            type="tel"
            autoComplete="off"
            value={number}
            aria-describedby={`${id}-hint`}
            aria-invalid={wrong === 'number' && !found.ok}
            onChange={(event) => drafts.write('new-number', event.target.value)}
          />
          <p id={`${id}-hint`} className={wrong === 'number' && !found.ok ? 'problem' : 'hint'}>
            {found.ok
              ? words.write.numberIs(found.e164, country)
              : wrong === 'number'
                ? words.write.numberProblem[found.problem]
                : words.write.numberHint}
          </p>
        </div>
        <TextField
          ref={textField}
          label={words.write.text}
          rows={5}
          value={text}
          onChange={(next) => drafts.write('new', next)}
          onSend={() => void send()}
          error={wrong === 'text' && normalizeText(text) === '' ? words.write.textMissing : undefined}
        />
        {problem && (
          <p role="alert" className="problem">
            {problem.kind === 'offline' ? words.compose.unsure : describeProblem(problem, speech)}
          </p>
        )}
        <button type="submit" className="button primary" disabled={sending}>
          {sending ? words.compose.sending : words.write.send}
        </button>
      </form>
    </article>
  );
}
