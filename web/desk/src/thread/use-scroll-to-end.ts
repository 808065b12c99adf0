import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** A reader this close to the end counts as reading the end, px. */
const END_MARGIN = 48;

interface ScrollToEnd {
  scroller: RefObject<HTMLDivElement | null>;
  onScroll: () => void;
  scrollToEnd: () => void;
  /** Something new is below what the reader sees. */
  hasNewBelow: boolean;
  /** Call when something new came; a reader at the end sees it anyway. */
  noteNew: () => void;
}

/**
 * Keeps a reader at the end of a growing list at its end, and any other reader where they are.
 *
 * @param first    identifies the first line, so that lines added above are recognized
 * @param ownCount how many texts of this agent are on their way: a new one is always scrolled to
 */
export function useScrollToEnd(first: string | undefined, ownCount: number): ScrollToEnd {
  const scroller = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const [hasNewBelow, setNewBelow] = useState(false);
  usePosition(scroller, first, isAtEnd);

  function scrollToEnd(): void {
    const box = scroller.current;
    if (!box) return;
    isAtEnd.current = true;
    box.scrollTop = box.scrollHeight;
    setNewBelow(false);
  }

  useLayoutEffect(() => {
    if (ownCount > 0) scrollToEnd();
  }, [ownCount]);

  function onScroll(): void {
    const box = scroller.current;
    if (!box) return;
    isAtEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < END_MARGIN;
    if (isAtEnd.current) setNewBelow(false);
  }

  const noteNew = useRef(() => {
    if (!isAtEnd.current) setNewBelow(true);
  }).current;
  return { scroller, onScroll, scrollToEnd, hasNewBelow, noteNew };
}

/** Corrects the scroll position after each render, and when the window changes its size. */
function usePosition(
  scroller: RefObject<HTMLDivElement | null>,
  first: string | undefined,
  isAtEnd: RefObject<boolean>,
): void {
  const rendered = useRef<{ first: string | undefined; height: number }>(undefined);
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const before = rendered.current;
    // Lines added above push down what is being read: scroll by what they added.
    if (before && before.first !== first) box.scrollTop += box.scrollHeight - before.height;
    else if (isAtEnd.current) box.scrollTop = box.scrollHeight;
    rendered.current = { first, height: box.scrollHeight };
  });

  // When the window shrinks, as with a phone's keyboard, the end stays visible.
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const observer = new ResizeObserver(() => {
      if (isAtEnd.current) box.scrollTop = box.scrollHeight;
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, [scroller, isAtEnd]);
}
