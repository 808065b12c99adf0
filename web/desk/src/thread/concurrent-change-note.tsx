import { useEffect, useState } from 'react';
import { useSpeech, type Speech } from '../words/index.ts';
import type { ConcurrentChange } from './concurrent-change.ts';

const REFRESH_MS = 10_000;

interface ConcurrentChangeNoteProps {
  change: ConcurrentChange;
  onDismiss: () => void;
}

/** Tells the agent what somebody else did to the ticket. */
export function ConcurrentChangeNote({ change, onDismiss }: ConcurrentChangeNoteProps) {
  const speech = useSpeech();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <p className="note">
      <span>{describeChange(change, now, speech)}</span>
      <button type="button" className="button small" onClick={onDismiss}>
        {speech.words.dismiss}
      </button>
    </p>
  );
}

function describeChange(change: ConcurrentChange, now: number, { words, times }: Speech): string {
  const { concurrentChange } = words;
  switch (change.what) {
    case 'closed': {
      const ago = times.ago(change.at, now);
      return change.agent === undefined
        ? concurrentChange.closed(ago)
        : concurrentChange.closedBy(change.agent, ago);
    }
    case 'reopened':
      return change.byCustomer ? concurrentChange.reopenedByText : concurrentChange.reopened;
    case 'replied':
      return concurrentChange.replied(change.agent);
  }
}
