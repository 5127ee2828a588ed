export interface Command {
  /** In lower case, without the `!`. */
  readonly name: string;
  readonly rest: string;
}

/** `!name rest`, at the beginning of a text. */
const COMMAND = /^!([a-z][\w-]*)(?:\s+([^]*))?$/i;

/** The command in a message; undefined if there is none. */
export function parseCommand(text: string): Command | undefined {
  const [, name, rest = ''] = COMMAND.exec(text.trim()) ?? [];
  return name === undefined ? undefined : { name: name.toLowerCase(), rest };
}
