/**
 * Positions of the messages in a list that are on the screen: with their end, and with half of what fits. `data-seqs` says
 * which an element is about.
 */
export function seqsInSight(list: HTMLElement): number[] {
  const view = list.getBoundingClientRect();
  const isInSight = (element: HTMLElement) => {
    const { top, bottom, height } = element.getBoundingClientRect();
    const shown = Math.min(bottom, view.bottom) - Math.max(top, view.top);
    const isWhole = bottom <= view.bottom + 1 && shown >= Math.min(height, view.height) / 2;
    return isWhole && element.checkVisibility({ visibilityProperty: true });
  };
  return [...list.querySelectorAll<HTMLElement>('[data-seqs]')]
    .filter(isInSight)
    .flatMap(({ dataset }) => dataset['seqs']!.split(' ').map(Number));
}

/** Whether somebody can see it: not in a tab or window that others are in front of, nor behind a panel. */
export const isLookedAt = (list: HTMLElement): boolean =>
  document.visibilityState === 'visible' && document.hasFocus() && list.checkVisibility({ visibilityProperty: true });
