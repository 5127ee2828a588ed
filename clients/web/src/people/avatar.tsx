import type { Author, PresenceStatus } from '@parley/client';
import { initialsOf, shadeOf } from '../app/names';
import { useRenewed } from '../media/use-renewed';
import './avatar.css';

const SHADES = 8;

interface Props {
  person: Pick<Author, 'id' | 'displayName'> & { readonly avatar?: Author['avatar'] };
  size?: 'small' | 'normal' | 'large';
  presence?: PresenceStatus;
}

/** A person's picture, or their initials. Beside a name: it says nothing to who can't see it. */
export function Avatar({ person, size = 'normal', presence }: Props) {
  const { avatar } = person;
  const initials = initialsOf(person.displayName);
  return (
    <span className={`avatar ${size}`} data-shade={shadeOf(person.id, SHADES)} aria-hidden>
      {avatar?.url ? <AvatarPicture avatar={avatar} initials={initials} /> : initials}
      {presence && presence !== 'OFFLINE' && <span className="presence-dot" data-status={presence} />}
    </span>
  );
}

type Picture = NonNullable<Author['avatar']>;

/** Initials stand in for a picture while none can be had. */
function AvatarPicture({ avatar, initials }: { avatar: Picture; initials: string }) {
  const { attachment, isBroken, tries, onError, onLoad } = useRenewed(avatar);
  if (isBroken || !attachment.url) return initials;
  return <img key={tries} src={attachment.url} alt="" loading="lazy" onError={onError} onLoad={onLoad} />;
}
