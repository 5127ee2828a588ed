/** Prints a message for people to standard error, because standard output is for `eval`. */
export const say = (line: string): void => console.error(`services: ${line}`);
