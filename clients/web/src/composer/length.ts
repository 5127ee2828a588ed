import { lengthOf, MAX_MESSAGE } from '@parley/text/visible';

/** From so many left on it is said. */
const NEAR = 500;

// code points are never more than code units: a short text is not gone through
export const isTooLong = (text: string): boolean => text.length > MAX_MESSAGE && lengthOf(text) > MAX_MESSAGE;

/** How many more characters there is room for, negative for too many; null while nobody needs to know. */
export function roomLeft(text: string): number | null {
  if (text.length < MAX_MESSAGE - NEAR) return null;
  const left = MAX_MESSAGE - lengthOf(text);
  return left <= NEAR ? left : null;
}
