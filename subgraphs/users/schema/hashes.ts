/** A password is hashed, which takes a processor some hundred milliseconds. */
export const HASHES = '@cost(weight: 5000)';

/** One of these an operation: each is an attempt at a secret, or costs a hash. */
export const ONCE = '@tag(name: "once")';
