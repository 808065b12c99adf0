import { useEffect, useState } from 'react';
import { lastError } from '../live/last-error.ts';
import { usePart } from '../live/store.ts';
import { check, type Finding, type Item } from './items.ts';
import { storeText, unsaved } from './unsaved.ts';

/** An item's text as it is being edited. */
export interface Draft {
  text: string;
  /** The text of the table that the draft was written from. */
  seen: string;
  isChanged: boolean;
  /** Whether the item was changed in the table since, in another way than here. */
  hasConflict: boolean;
  write: (text: string) => void;
  /** Drops the draft. */
  reset: () => void;
  /** Keeps the draft, as if it was written from the text that is in the table now. */
  rebase: () => void;
}

export function useDraft({ name, text: stored }: Item): Draft {
  const written = usePart(unsaved, (all) => all[name]);
  const seen = written?.seen ?? stored;
  const text = written?.text ?? stored;
  const isChanged = text !== seen;
  return {
    text,
    seen,
    isChanged,
    hasConflict: isChanged && stored !== seen && stored !== text,
    write: (next) => storeText(name, next, seen),
    reset: () => storeText(name, seen, seen),
    rebase: () => storeText(name, text, stored),
  };
}

/** The pause in typing after which a text is checked, ms. */
const CHECK_DELAY_MS = 350;

/** The validator's findings on a text, kept up to date while it is edited. */
export function useFindings(name: string, text: string): [Finding[], (findings: Finding[]) => void] {
  const [findings, setFindings] = useState<Finding[]>([]);
  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(() => {
      check(name, text, controller.signal).then(setFindings, (error: unknown) => {
        if (!controller.signal.aborted)
          lastError.set(error instanceof Error ? error.message : 'It was not checked.');
      });
    }, CHECK_DELAY_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [name, text]);
  return [findings, setFindings];
}
