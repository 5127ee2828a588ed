import type { Author, PresenceStatus } from '@parley/client/model';
import { initialsOf, shadeOf } from '../app/names';
import './avatar.css';

const SHADES = 8;

interface Props {
  person: Pick<Author, 'id' | 'displayName'> & { readonly avatar?: Author['avatar'] };
  size?: 'small' | 'normal' | 'large';
  presence?: PresenceStatus;
}

/** A person's picture, or their initials. Beside a name: it says nothing to who can't see it. */
export function Avatar({ person, size = 'normal', presence }: Props) {
  const { url } = person.avatar ?? {};
  return (
    <span className={`avatar ${size}`} data-shade={shadeOf(person.id, SHADES)} aria-hidden>
      {url ? <img src={url} alt="" loading="lazy" /> : initialsOf(person.displayName)}
      {presence && presence !== 'OFFLINE' && <span className="presence-dot" data-status={presence} />}
    </span>
  );
}
