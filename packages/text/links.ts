import type { MarkdownIt } from 'markdown-it';

const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const SAFE_SCHEME = /^(?:https?|ircs?|mailto|xmpp|tel):/i;
/** Longer addresses don't work in browsers either. */
const MAX_LINK = 2_000;

/**
 * Which links a text has: those of its Markdown, and addresses that begin with `https://`, `http://` or `www.`, or have
 * an `@`. A word with a dot, such as `README.md`, is none. A link shows what was written.
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
