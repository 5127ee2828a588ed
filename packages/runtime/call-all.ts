/** One function that calls all of these. */
export const callAll =
  (...functions: (() => void)[]) =>
  (): void =>
    functions.forEach((one) => one());
