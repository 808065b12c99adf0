import type { Draft } from './draft.ts';
import { oneLine, quoted } from './format.ts';
import type { VonageEvents } from './system-event.ts';

type Message = VonageEvents['message']['message'];

/** A text that a phone sent, or one that reached it. */
export function messageEntry({ message }: VonageEvents['message']): Draft {
  return message.direction === 'inbound' ? inboundEntry(message) : outboundEntry(message);
}

const inboundEntry = ({ from, text, parts }: Message): Draft => ({
  kind: 'text',
  from: oneLine(`phone ${from}`),
  to: 'Vonage',
  title: `text ${quoted(text)}`,
  tone: 'plain',
  ...(parts > 1 && { note: `${parts} parts` }),
});

function outboundEntry({ to, text, parts, type }: Message): Draft {
  const encoding = { text: 'GSM-7', unicode: 'Unicode', binary: 'binary' }[type];
  return {
    kind: 'text',
    from: 'Vonage',
    to: oneLine(`phone ${to}`),
    title: `SMS ${quoted(text)} ${parts === 1 ? '1 part' : `${parts} parts`} ${encoding}`,
    tone: 'good',
  };
}
