import { type FormEvent, type KeyboardEvent, useEffect, useRef } from 'react';
import { measure } from '../../../../desk/messages/sms/encoding.ts';
import { unknownShape, request } from '../live/request.ts';
import type { Text } from '../live/shapes.ts';
import { fetchTexts } from '../live/texts.ts';
import { usePart } from '../live/store.ts';
import { attempt } from '../live/last-error.ts';
import { drafts, writeDraft } from './drafts.ts';
import './thread.css';

const partsIn = (parts: number): string => (parts === 1 ? '1 part' : `${parts} parts`);
const encodingOf = (type: string): string =>
  type === 'unicode' ? 'UCS-2' : type === 'text' ? 'GSM-7' : type;
const time = (at: string): string =>
  new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });

const RECEIPTS: Readonly<Record<string, string>> = {
  delivered: '✓✓ delivered',
  accepted: '✓ accepted',
  buffered: '… buffered',
  failed: '✕ failed',
  rejected: '✕ rejected',
  expired: '✕ expired',
};

/** A text, as a phone shows it. */
function Bubble({ text: { direction, text, type, parts, at, receipts } }: { text: Text }) {
  const receipt = receipts.at(-1);
  const isOwn = direction === 'inbound';
  return (
    <li className={isOwn ? 'bubble own' : 'bubble'}>
      <p dir="auto">{text}</p>
      <small>
        <time dateTime={at}>{time(at)}</time>
        <span>
          {encodingOf(type)} · {partsIn(parts)}
        </span>
        {!isOwn && (
          <span className={`receipt ${receipt?.status ?? 'none'}`}>
            {receipt ? (RECEIPTS[receipt.status] ?? receipt.status) : 'no receipt yet'}
          </span>
        )}
      </small>
    </li>
  );
}

/** A phone's texts with one of the desk's numbers, and a field to write to it. */
export function Thread({
  phone,
  deskNumber,
  title,
  hint,
  list,
}: {
  phone: string;
  deskNumber: string;
  title: string;
  hint: string;
  list: readonly Text[];
}) {
  const end = useRef<HTMLDivElement>(null);
  const count = list.length;
  useEffect(() => {
    end.current?.scrollTo({ top: end.current.scrollHeight });
  }, [count, phone]);
  return (
    <>
      <div
        className="bubbles"
        role="log"
        aria-label={`Texts with ${title}`}
        aria-relevant="additions"
        tabIndex={0}
        ref={end}
      >
        {count === 0 ? (
          <p className="nothing">{hint}</p>
        ) : (
          <ol>
            {list.map((text) => (
              <Bubble key={text.id} text={text} />
            ))}
          </ol>
        )}
      </div>
      <Composer key={`${phone} ${deskNumber}`} phone={phone} deskNumber={deskNumber} title={title} />
    </>
  );
}

function Composer({ phone, deskNumber, title }: { phone: string; deskNumber: string; title: string }) {
  const place = `${phone} ${deskNumber}`;
  const text = usePart(drafts, (all) => all[place] ?? '');
  const setText = (next: string): void => writeDraft(place, next);
  const { type, parts } = measure(text);
  const send = (): void => {
    if (text.trim() === '') return;
    setText('');
    // The response comes after the webhook, but the phone shows the text at once.
    void attempt(async () => {
      await request('/simulator/messages', unknownShape, { body: { from: phone, to: deskNumber, text } });
      return true;
    }).then((isSent) => {
      if (isSent !== true && drafts.get()[place] === undefined) setText(text);
      fetchTexts(phone);
    });
    setTimeout(() => fetchTexts(phone), 50);
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    send();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form className="composer" onSubmit={onSubmit}>
      <textarea
        rows={1}
        aria-label={`Text to ${title}`}
        placeholder={`Text to ${title}`}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={onKeyDown}
      />
      <button className="button primary send" aria-label={`Send to ${title}`} disabled={text.trim() === ''}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M3 11.5 21 3l-6.5 18-3-7.5z" />
        </svg>
      </button>
      <small className="hint">
        {text === ''
          ? `to ${deskNumber}`
          : `${encodingOf(type)} · ${text.length} characters · ${partsIn(parts)}`}
      </small>
    </form>
  );
}
