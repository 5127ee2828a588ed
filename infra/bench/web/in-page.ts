// Functions that run in the page: they refer to nothing outside of themselves.

/** Opens a conversation of the list. Returns the milliseconds until its first messages are drawn. */
export function openRoom(title: string): Promise<number> {
  const link = Array.from(document.querySelectorAll<HTMLElement>('nav a')).find((one) =>
    one.textContent.includes(title),
  )!;
  const shown = `.conversation[aria-label="${title}"] .timeline-scroll[data-settled] .message`;
  return new Promise((resolve) => {
    const started = performance.now();
    const observer = new MutationObserver(() => {
      if (!document.querySelector(shown)) return;
      observer.disconnect();
      // after the frame that draws it
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started)));
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true });
    link.click();
  });
}

export interface Way {
  /** Positive: down. Negative: up. */
  pixelsAFrame: number;
  /** Stops after this many messages, or after `pixels`. */
  messages?: number;
  pixels?: number;
}

export interface Scrolled {
  pixels: number;
  messages: number;
  /** Milliseconds between frames. */
  frames: number[];
  /** Largest movement of visible messages in a frame that scrolling did not cause. */
  worstJumpPixels: number;
}

/** Scrolls frame by frame, and turns around at each end, while messages load. */
export function scroll({ pixelsAFrame, messages = Infinity, pixels = Infinity }: Way): Promise<Scrolled> {
  const scroller = document.querySelector<HTMLElement>('.conversation .timeline-scroll')!;
  const top = () => Number.parseInt(scroller.querySelector('.message .prose')?.textContent ?? '', 10);
  const from = top();
  const frames: number[] = [];
  let [travelled, passed, step, last, worstJumpPixels] = [0, 0, pixelsAFrame, 0, 0];
  let mark: { row: Element; y: number; moved: number } | undefined;
  const yOf = (row: Element) => row.getBoundingClientRect().y;
  // the list may override a scroll step that it has not noticed yet: nobody sees that
  const jumpOf = ({ row, y, moved }: NonNullable<typeof mark>) => {
    const pixels = Math.abs(yOf(row) - y);
    return Math.min(pixels, Math.abs(pixels - moved));
  };
  const markOf = (moved: number) => {
    const { x, y, width, height } = scroller.getBoundingClientRect();
    const row = document.elementFromPoint(x + width / 2, y + height / 2)?.closest('.message');
    return row ? { row, y: yOf(row), moved } : undefined;
  };
  return new Promise((resolve) => {
    const frame = (now: number) => {
      if (last > 0) frames.push(now - last);
      last = now;
      if (mark?.row.isConnected) worstJumpPixels = Math.max(worstJumpPixels, jumpOf(mark));
      const before = scroller.scrollTop;
      scroller.scrollTop += step;
      const moved = Math.abs(scroller.scrollTop - before);
      travelled += moved;
      mark = markOf(moved);
      passed = Math.max(passed, from - (top() || from));
      const isAtStart = scroller.querySelector('.timeline-start') !== null;
      // more messages are loading there, unless it is the start
      if (moved === 0 && (step > 0 || isAtStart)) step = -step;
      if (travelled >= pixels || passed >= messages)
        resolve({ pixels: travelled, messages: passed, frames, worstJumpPixels });
      else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}
