import { useEffect, useRef, useState, type RefObject, type SubmitEvent } from 'react';
import { writeFirst } from '../api.ts';
import { parseNumber } from '../phone-number.ts';
import { toProblem, type Problem } from '../problem.ts';
import type { Session } from '../session.ts';
import { BackButton } from '../thread/back-button.tsx';
import type { Drafts } from '../thread/drafts.ts';
import { TextField } from '../thread/text-field.tsx';
import { normalizeText } from '../thread/text-size.ts';
import { useDrafts } from '../thread/use-drafts.ts';
import { goTo } from '../use-route.ts';
import { describeProblem } from '../words/describe-problem.ts';
import { useSpeech } from '../words/index.ts';
import { checkFirstText, type FirstText, type InvalidField } from './first-text.ts';
import { NumberField } from './number-field.tsx';
import './write-first.css';

interface WriteFirstProps {
  session: Session;
  drafts: Drafts;
  onBack: () => void;
  /** @param at the ticket's last activity, ms since the epoch */
  onSent: (number: number, at: number) => void;
}

/** Where the drafts of a first text are kept. */
const TEXT = 'new';
const NUMBER = 'new-number';

/** The page for a text to a customer who has not written. */
export function WriteFirst({ onBack, ...props }: WriteFirstProps) {
  const { words } = useSpeech();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <article className="thread write-first" aria-labelledby="write-title">
      <header className="thread-head">
        <BackButton onBack={onBack} />
        <h2 id="write-title" tabIndex={-1} ref={heading}>
          {words.write.title}
        </h2>
      </header>
      <FirstTextForm {...props} />
    </article>
  );
}

function FirstTextForm({ session, drafts, onSent }: Omit<WriteFirstProps, 'onBack'>) {
  const speech = useSpeech();
  const { words } = speech;
  useDrafts(drafts);
  const number = drafts.read(NUMBER);
  const text = drafts.read(TEXT);
  const parsed = parseNumber(number);
  const { send, isSending, problem } = useSendFirst({ session, drafts, onSent });
  const [invalid, setInvalid] = useState<InvalidField>();
  const numberField = useRef<HTMLInputElement>(null);
  const textField = useRef<HTMLTextAreaElement>(null);

  function submit(): void {
    const checked = checkFirstText(parsed, text);
    if (!checked.ok) {
      setInvalid(checked.invalid);
      const fields: Record<InvalidField, RefObject<HTMLElement | null>> = {
        number: numberField,
        text: textField,
      };
      fields[checked.invalid].current?.focus();
    } else if (!isSending) {
      setInvalid(undefined);
      void send(checked.firstText);
    }
  }

  return (
    <form
      noValidate
      onSubmit={(event: SubmitEvent) => {
        event.preventDefault();
        submit();
      }}
    >
      <NumberField
        ref={numberField}
        value={number}
        parsed={parsed}
        showsProblem={invalid === 'number'}
        onChange={(next) => drafts.write(NUMBER, next)}
      />
      <TextField
        ref={textField}
        label={words.write.text}
        rows={5}
        value={text}
        onChange={(next) => drafts.write(TEXT, next)}
        onSend={submit}
        error={invalid === 'text' && normalizeText(text) === '' ? words.write.textMissing : undefined}
      />
      {problem && (
        <p role="alert" className="problem">
          {problem.kind === 'offline' ? words.compose.unsure : describeProblem(problem, speech)}
        </p>
      )}
      <button type="submit" className="button primary" disabled={isSending}>
        {isSending ? words.compose.sending : words.write.send}
      </button>
    </form>
  );
}

function useSendFirst({ session, drafts, onSent }: Omit<WriteFirstProps, 'onBack'>) {
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const isMounted = useMounted();

  async function send({ to, text }: FirstText): Promise<void> {
    const [draftText, draftNumber] = [drafts.read(TEXT), drafts.read(NUMBER)];
    setProblem(undefined);
    setSending(true);
    const attempted = `${to} ${text}`;
    // While the result of an attempt is unknown its key is used again, also after the agent left this page.
    const key = drafts.attemptKey(TEXT, attempted) ?? crypto.randomUUID();
    drafts.rememberAttempt(TEXT, { key, of: attempted });
    try {
      const { ticket } = await writeFirst(session, to, text, key);
      drafts.rememberAttempt(TEXT, undefined);
      // A draft that was edited during the request is the next text.
      if (drafts.read(TEXT) === draftText && drafts.read(NUMBER) === draftNumber) {
        drafts.write(TEXT, '');
        drafts.write(NUMBER, '');
      }
      onSent(ticket.number, ticket.lastMessageAt);
      // An agent who left this page during the request stays where they are.
      if (isMounted.current) goTo({ view: 'ticket', number: ticket.number });
    } catch (error) {
      setProblem(toProblem(error));
    } finally {
      setSending(false);
    }
  }

  return { send, isSending, problem };
}

function useMounted(): RefObject<boolean> {
  const isMounted = useRef(false);
  useEffect(() => {
    isMounted.current = true;
    return () => {
      isMounted.current = false;
    };
  }, []);
  return isMounted;
}
