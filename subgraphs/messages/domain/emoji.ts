import { invalid } from '@parley/contracts/errors';

/** Emoji and sequences as Unicode recommends them (UTS #51): keycaps, skin tones, families and flags included. */
const EMOJI = /^\p{RGI_Emoji}$/v;
/** A part of other emoji, and none by itself. */
const SKIN_TONE = /^\p{Emoji_Modifier}$/u;
/** Where later versions of Unicode than this process knows put their emoji. */
const RESERVED = /^[\p{Extended_Pictographic}&&\p{Cn}]$/v;

const VARIATION_SELECTORS = /[\ufe0e\ufe0f]/g;
/** Characters that are drawn as text without U+FE0F, except before a skin tone; a keycap's digit only before its key. */
const TEXT_BY_DEFAULT = /[[\p{Emoji}--\p{Emoji_Presentation}]--[0-9#*]](?!\p{Emoji_Modifier})|[0-9#*](?=\u20e3)/gv;

/**
 * One emoji in its fully qualified form, whichever variation selectors it came with: U+2764 and U+2764 U+FE0F are the
 * same. Errors: VALIDATION_FAILED for what is not exactly one emoji.
 */
export function oneEmoji(emoji: string): string {
  if (emoji.length <= 64) {
    const qualified = emoji.replace(VARIATION_SELECTORS, '').replace(TEXT_BY_DEFAULT, '$&\ufe0f');
    if ((EMOJI.test(qualified) && !SKIN_TONE.test(qualified)) || RESERVED.test(qualified)) return qualified;
  }
  throw invalid({ field: 'emoji', problem: 'must be one emoji' });
}
