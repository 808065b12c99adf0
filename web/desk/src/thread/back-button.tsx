import { useSpeech } from '../words/index.ts';

/** Leads back to the list; visible only where the list is not beside the thread. */
export function BackButton({ onBack }: { onBack: () => void }) {
  const { words } = useSpeech();
  return (
    <button type="button" className="button small icon back" onClick={onBack}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path
          fill="none"
          stroke="currentColor"
          strokeWidth="1.8"
          strokeLinecap="round"
          strokeLinejoin="round"
          d="M13.5 8h-11M7 3.500 2.500 8 7 12.500"
        />
      </svg>
      <span className="only-read">{words.thread.back}</span>
    </button>
  );
}
