/** Somewhere in Parley. */
export interface ParleyLink {
  readonly conversationId: string;
  /** Position of a message: `timeline.loadAround` goes there. */
  readonly seq?: number;
  /** Root of the thread that it is in. */
  readonly threadId?: string;
}

const ID = /^[\w-]{1,64}$/;
const PATH = /^\/c\/([^/]+)(?:\/t\/([^/]+))?(?:\/m\/([^/]+))?\/?$/;

/**
 * `https://chat.example/c/CONVERSATION/m/SEQ`, with `/t/ROOT` before it in a thread; without `base`, `parley:` and the same
 * path, which apps register for.
 */
export function formatLink({ conversationId, threadId, seq }: ParleyLink, base?: string): string {
  const path = `/c/${conversationId}${threadId ? `/t/${threadId}` : ''}${seq === undefined ? '' : `/m/${seq}`}`;
  return base === undefined ? `parley:${path}` : `${base.replace(/\/+$/, '')}${path}`;
}

/**
 * Where a link leads; undefined where it is none. Links of https are only taken from `base`: any other page may look alike.
 * A `base` with a path is taken off.
 */
export function parseLink(link: string, base?: string): ParleyLink | undefined {
  const path = pathOf(link, base);
  const [, conversationId, threadId, position] = (path && PATH.exec(path)) || [];
  if (conversationId === undefined || !ID.test(conversationId)) return undefined;
  if (threadId !== undefined && !ID.test(threadId)) return undefined;
  const seq = position === undefined ? undefined : Number(position);
  if (seq !== undefined && !(Number.isSafeInteger(seq) && seq > 0)) return undefined;
  return { conversationId, ...(threadId !== undefined && { threadId }), ...(seq !== undefined && { seq }) };
}

function pathOf(link: string, base: string | undefined): string | undefined {
  if (!URL.canParse(link)) return undefined;
  const { protocol, pathname, origin } = new URL(link);
  // both `parley:/c/…` and `parley:///c/…`
  if (protocol === 'parley:') return pathname;
  if (base === undefined || !URL.canParse(base)) return undefined;
  const own = new URL(base);
  const prefix = own.pathname.replace(/\/+$/, '');
  return own.origin === origin && pathname.startsWith(prefix) ? pathname.slice(prefix.length) : undefined;
}
