import { useState } from 'react';
import type { Attachment } from '@parley/client/model';
import { useParley } from '@parley/client/react';
import { useFresh } from './use-fresh';
import { fitted, sourcesOf } from './thumbnails';

/** A picture, as small as it is shown; the whole of it behind a click. Its room is kept before it is there. */
export function Picture({ attachment }: { attachment: Attachment }) {
  const parley = useParley();
  const [current, setCurrent] = useState(attachment);
  const [tries, setTries] = useState(0);
  if (current.id !== attachment.id) setCurrent(attachment);
  const open = useFresh(attachment.id, current.url);
  const { width, height } = fitted(current);
  const { webp, fallback } = sourcesOf(current);

  /** The address has run out: once more with a new one. */
  async function again(): Promise<void> {
    if (tries >= 2) return;
    setTries(tries + 1);
    const fresh = await parley.attachment(attachment.id).catch(() => null);
    if (fresh) setCurrent(fresh);
  }
  return (
    <a
      className="picture"
      href={current.url ?? undefined}
      target="_blank"
      rel="noreferrer"
      onClick={(event) => void open(event)}
    >
      <picture>
        {webp && <source type="image/webp" srcSet={webp} sizes={`${width}px`} />}
        <img
          src={fallback}
          alt={attachment.fileName}
          width={width}
          height={height}
          loading="lazy"
          decoding="async"
          onError={() => void again()}
        />
      </picture>
    </a>
  );
}
