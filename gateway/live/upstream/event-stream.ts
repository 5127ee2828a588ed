/** One event of a stream. */
interface StreamEvent {
  name: string;
  data: string;
}

/** Characters that one event may have. */
const MAX_EVENT_CHARACTERS = 16_777_216;

/**
 * Parses a `text/event-stream` (WHATWG HTML, 9.2.6) without `id` and `retry`, which the GraphQL over SSE protocol does not
 * use. Unlike that standard, and eventsource-parser, it yields events that have no data: gqlgen and Hot Chocolate send
 * `complete` without any. Errors: an event longer than MAX_EVENT_CHARACTERS.
 */
export async function* eventsOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<StreamEvent> {
  let name = '';
  let data: string[] = [];
  let characters = 0;
  for await (const line of linesOf(chunks)) {
    if (line === '') {
      if (name !== '' || data.length > 0) yield { name: name || 'message', data: data.join('\n') };
      [name, data, characters] = ['', [], 0];
      continue;
    }
    characters += line.length;
    if (characters > MAX_EVENT_CHARACTERS) throw tooLong();
    const { field, value = '' } = /^(?<field>[^:]*)(?:: ?(?<value>.*))?$/s.exec(line)!.groups!;
    if (field === 'event') name = value;
    if (field === 'data') data.push(value);
  }
}

/** Lines end with a line feed, and a carriage return before it or none; the latter alone is sent by nobody. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let begun: string[] = [];
  let characters = 0;
  for await (const chunk of chunks) {
    const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n');
    begun.push(first);
    characters += first.length;
    if (characters > MAX_EVENT_CHARACTERS) throw tooLong();
    for (const next of others) {
      yield begun.join('').replace(/\r$/, '');
      begun = [next];
      characters = next.length;
    }
  }
}

const tooLong = (): Error => new Error('An event of the stream is too long');
