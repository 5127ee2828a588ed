export interface Command {
  /** In lower case, without the `!`. */
  readonly name: string;
  readonly rest: string;
}

/** `!name rest`, at the very beginning of a text. */
const COMMAND = /^!([a-z][\w-]*)(?:\s+([^]*))?$/i;

/** The command that a message is; undefined where it is none. */
export function parseCommand(text: string): Command | undefined {
  const [, name, rest = ''] = COMMAND.exec(text.trim()) ?? [];
  return name === undefined ? undefined : { name: name.toLowerCase(), rest };
}
