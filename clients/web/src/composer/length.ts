/** Longest text of a message, in code points: the service takes no longer ones. */
export const MAX_LENGTH = 10_000;
/** From so many left on it is said. */
const NEAR = 500;

/** In code points, as the service counts. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

// code points are never more than code units: a short text is not gone through
export const isTooLong = (text: string): boolean => text.length > MAX_LENGTH && lengthOf(text) > MAX_LENGTH;

/** How many more characters there is room for, negative for too many; null while nobody needs to know. */
export function roomLeft(text: string): number | null {
  if (text.length < MAX_LENGTH - NEAR) return null;
  const left = MAX_LENGTH - lengthOf(text);
  return left <= NEAR ? left : null;
}
