import { useEffect, useRef, useState, type RefObject } from 'react';
import type { HoleItem, Timeline } from '@parley/client';
import { Button } from 'react-aria-components';

interface Props {
  hole: HoleItem;
  timeline: Timeline;
  direction: RefObject<'up' | 'down'>;
}

/** Messages that are there and not loaded: it is said, and they are loaded once somebody comes to it. */
export function HoleView({ hole, timeline, direction }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [isBusy, setBusy] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const { after, before } = hole;

  useEffect(() => {
    if (hasFailed || !place.current) return undefined;
    let isWanted = true;
    const observer = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting || !isWanted) return;
      isWanted = false;
      setBusy(true);
      timeline
        .fill(hole, direction.current === 'down' ? 'older' : 'newer')
        .catch(() => setFailed(true))
        .finally(() => setBusy(false));
    });
    observer.observe(place.current);
    return () => observer.disconnect();
    // another hole is another `key`; what is left of one has other ends
  }, [after, before, hasFailed, timeline]);

  return (
    <div ref={place} className="hole" role="separator" aria-label="Messages that are not loaded">
      {hasFailed ? (
        <Button className="button plain" onPress={() => setFailed(false)}>
          Messages could not be loaded: try again
        </Button>
      ) : (
        <span>{isBusy ? 'Loading what was said here …' : 'Not everything is loaded here'}</span>
      )}
    </div>
  );
}
