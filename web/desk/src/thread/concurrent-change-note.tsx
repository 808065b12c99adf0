import { useEffect, useState } from 'react';
import { useSpeech, type Speech } from '../words/index.ts';
import type { ConcurrentChange } from './concurrent-change.ts';

/** What somebody else did to the ticket while this agent looked at it. */
export function ConcurrentChangeNote({
  meanwhile,
  onDismiss,
}: {
  meanwhile: ConcurrentChange;
  onDismiss: () => void;
}) {
  const speech = useSpeech();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 10_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <p className="note">
      <span>{sentence(meanwhile, now, speech)}</span>
      <button type="button" className="button small" onClick={onDismiss}>
        {speech.words.dismiss}
      </button>
    </p>
  );
}

function sentence(meanwhile: ConcurrentChange, now: number, { words, times }: Speech): string {
  switch (meanwhile.what) {
    case 'closed': {
      const ago = times.ago(meanwhile.at, now);
      return meanwhile.agent === undefined
        ? words.meanwhile.closed(ago)
        : words.meanwhile.closedBy(meanwhile.agent, ago);
    }
    case 'reopened':
      return meanwhile.byCustomer ? words.meanwhile.reopenedByText : words.meanwhile.reopened;
    case 'replied':
      return words.meanwhile.replied(meanwhile.agent);
  }
}
