import type { Settings } from '../settings';

type ListenSettings = Pick<Settings, 'HOST'> & Partial<Pick<Settings, 'PARLEY_ENV'>>;

/** The address that servers listen on. In development it is this machine's own, so that its network does not reach them. */
export const listenHost = ({ HOST, PARLEY_ENV }: ListenSettings): string =>
  HOST ?? (PARLEY_ENV === 'development' ? '127.0.0.1' : '0.0.0.0');
