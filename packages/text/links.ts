import type { MarkdownIt } from 'markdown-it';

const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const SAFE_SCHEME = /^(?:https?|ircs?|mailto|xmpp|tel):/i;
/** Browsers do not support longer addresses. */
const MAX_LINK = 2_000;

/**
 * Recognizes links: those of Markdown, and addresses that begin with `https://`, `http://` or `www.`, or contain an `@`. A word
 * with a dot, such as `README.md`, is not a link. The text of a link is shown as written.
 */
export function chooseLinks(md: MarkdownIt): void {
  md.validateLink = (url) => SAFE_SCHEME.test(url) || !SCHEME.test(url);
  md.normalizeLinkText = (text) => text;
  const linkify = md.linkify.set({ fuzzyLink: false, fuzzyEmail: true, maxLength: MAX_LINK });
  const address = new RegExp(linkify.re.get_url_host_port().source + linkify.re.get_path().source, 'iy');
  linkify
    .add('//', null)
    .add('ftp:', null)
    .add('www.', {
      validate: (text, pos) => {
        address.lastIndex = pos;
        return address.exec(text)?.[0].length ?? 0;
      },
      normalize: (match) => {
        match.url = `http://${match.url}`;
      },
    });
}
