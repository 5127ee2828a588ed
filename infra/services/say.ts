/** What people are told goes to standard error: standard output is for `eval`. */
export const say = (line: string): void => console.error(`services: ${line}`);
