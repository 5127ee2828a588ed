import { invalid } from '@parley/contracts/errors';

/** One emoji as Unicode defines it (UTS #51): sequences, skin tones and flags included. */
const EMOJI = /^(?:\p{RGI_Emoji}|\p{Emoji}\ufe0f?)$/v;

/** Errors: VALIDATION_FAILED for what is not exactly one emoji. */
export function oneEmoji(emoji: string): string {
  if (emoji.length > 64 || !EMOJI.test(emoji) || /^[\d#*]$/.test(emoji))
    throw invalid({ field: 'emoji', problem: 'must be one emoji' });
  return emoji;
}
