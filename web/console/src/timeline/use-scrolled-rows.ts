import { useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { scrollTopShowing, visibleRows } from './visible-rows.ts';

/** The scroll position of a list, px. */
interface Viewport {
  top: number;
  height: number;
}

interface ScrolledRows {
  box: RefObject<HTMLDivElement | null>;
  viewport: Viewport;
  /** The rows to render: from `first` to before `end`. */
  first: number;
  end: number;
  /** Reads the scroll position after it was changed. */
  measure: () => void;
  /** Scrolls as little as possible so that a row is visible. */
  scrollToRow: (row: number) => void;
}

/** Which rows of a long list with rows of one height are visible. */
export function useScrolledRows(count: number, rowHeight: number): ScrolledRows {
  const box = useRef<HTMLDivElement>(null);
  const [viewport, setViewport] = useState<Viewport>({ top: 0, height: 600 });
  const measure = useRef((): void => {
    if (box.current) setViewport({ top: box.current.scrollTop, height: box.current.clientHeight });
  }).current;

  useLayoutEffect(() => {
    if (!box.current) return undefined;
    const observer = new ResizeObserver(measure);
    observer.observe(box.current);
    measure();
    return () => observer.disconnect();
  }, [measure]);

  const scrollToRow = (row: number): void => {
    const element = box.current;
    if (!element || row < 0) return;
    const { scrollTop: top, clientHeight: height } = element;
    element.scrollTop = scrollTopShowing(row, { rowHeight, top, height });
    measure();
  };

  return { box, viewport, ...visibleRows({ count, rowHeight, ...viewport }), measure, scrollToRow };
}
