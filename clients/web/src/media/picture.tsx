import type { Attachment } from '@parley/client';
import { useFreshLink } from './use-fresh-link';
import { useRenewed } from './use-renewed';
import { fitted, sourcesOf } from './thumbnails';

/** A picture, as small as it is shown; the whole of it behind a click. Its room is kept before it is there. */
export function Picture({ attachment: given }: { attachment: Attachment }) {
  const { attachment, tries, onError, onLoad } = useRenewed(given);
  const link = useFreshLink(attachment.id, attachment.url);
  const { width, height } = fitted(attachment);
  const { webp, fallback } = sourcesOf(attachment);
  return (
    <a className="picture" target="_blank" rel="noreferrer" {...link}>
      <picture key={tries}>
        {webp && <source type="image/webp" srcSet={webp} sizes={`${width}px`} />}
        <img
          src={fallback}
          alt={attachment.fileName}
          width={width}
          height={height}
          loading="lazy"
          decoding="async"
          onError={onError}
          onLoad={onLoad}
        />
      </picture>
    </a>
  );
}
