import type { Locator } from 'playwright-core';

/** Whether a message is wholly within the list that it is in. */
export const isInView = (place: Locator): Promise<boolean> =>
  place.evaluate((element) => {
    const list = element.closest('.timeline-scroll')!.getBoundingClientRect();
    const { top, bottom } = element.getBoundingClientRect();
    return top >= list.top && bottom <= list.bottom;
  });

/** Not while the list that it is in scrolls. */
export const takesClicks = (place: Locator): Promise<boolean> =>
  place.evaluate((element) => getComputedStyle(element).pointerEvents !== 'none');

/** Texts of the messages that can be seen, from the top. Runs in the page, as those below do. */
export function textsSeen(list: Element): string[] {
  const { top, bottom } = list.getBoundingClientRect();
  const isSeen = (element: Element) => {
    const place = element.getBoundingClientRect();
    return place.bottom > top && place.top < bottom;
  };
  return [...list.querySelectorAll('.prose')].filter(isSeen).map(({ textContent }) => textContent ?? '');
}

/** Position of the last message that can be seen with its end. */
export function lastSeqSeen(list: Element): number {
  const { bottom } = list.getBoundingClientRect();
  const isSeen = (element: Element) => element.getBoundingClientRect().bottom <= bottom + 1;
  const seen = [...list.querySelectorAll<HTMLElement>('[data-seqs]')].filter(isSeen);
  return Math.max(...seen.flatMap(({ dataset }) => dataset['seqs']!.split(' ').map(Number)));
}

/** Half a page, unless something is still to be loaded there. */
export function scrollOn(list: Element): void {
  const { top, bottom } = list.getBoundingClientRect();
  const hole = list.querySelector('.hole')?.getBoundingClientRect();
  if (!hole || hole.top > bottom || hole.bottom < top) list.scrollBy(0, list.clientHeight / 2);
}

/** Half a page up as soon as the list has come to a text at its end; says where to. */
export async function scrollUpAfter(list: Element, text: string): Promise<number> {
  const isAtEnd = () => list.scrollHeight - list.clientHeight - list.scrollTop < 2;
  while (!list.textContent.includes(text) || !isAtEnd()) await new Promise(requestAnimationFrame);
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  list.scrollBy(0, -list.clientHeight / 2);
  return list.scrollTop;
}

/** What stands out of the window at a side, or can only be read by scrolling sideways. */
export function cutOff(): string[] {
  const { clientWidth: width } = document.documentElement;
  const isSeen = (element: Element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  return [...document.querySelectorAll('button, a, input, textarea, h1, h2, p, .message, .card')]
    .filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return isSeen(element) && !element.closest('.unseen') && (left < -1 || right > width + 1);
    })
    .map((element) => `out of the window: ${element.outerHTML.slice(0, 120)}`);
}
