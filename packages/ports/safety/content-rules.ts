import type { ContentSafety } from './content-safety';

export interface ContentRules {
  /** As `application/x-msdownload` or `video/*`. */
  types: readonly string[];
  /** Patterns, as `*.exe`. */
  names: readonly string[];
  /** Hex. */
  sha256: readonly string[];
}

/** Refuses by what is said of a file, and by what its bytes are known to be. `*` is any text; upper and lower case are one. */
export function contentRules(rules: ContentRules): ContentSafety {
  const isRefusedType = matcherOf(rules.types);
  const isRefusedName = matcherOf(rules.names);
  const known = new Set(rules.sha256.map((one) => one.toLowerCase()));
  return {
    async refusalOf({ fileName, mimeType, sha256 }) {
      if (isRefusedType(mimeType)) return `Files of type ${mimeType} are not taken here`;
      if (isRefusedName(fileName)) return 'Files of that name are not taken here';
      return known.has(sha256) ? 'This file is not taken here' : undefined;
    },
  };
}

function matcherOf(patterns: readonly string[]): (text: string) => boolean {
  const all = patterns.map((pattern) => new RegExp(`^${pattern.split('*').map(literally).join('.*')}$`, 'isu'));
  return (text) => all.some((one) => one.test(text));
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
