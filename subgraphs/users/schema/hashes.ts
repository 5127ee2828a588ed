/** A password is hashed, which takes a processor some hundred milliseconds. */
export const HASHES = '@cost(weight: 5000)';
