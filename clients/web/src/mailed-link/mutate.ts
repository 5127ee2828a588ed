interface Answer {
  errors?: { message: string; extensions?: { code?: string; fields?: { field: string; problem: string }[] } }[];
}

/** What went wrong, for people; undefined if nothing did. */
export async function mutate(query: string, variables: object): Promise<string | undefined> {
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const { errors: [error] = [] } = (await response.json()) as Answer;
    return error && wordsOf(error);
  } catch {
    return 'No connection to the server. Try again in a moment.';
  }
}

function wordsOf({ message, extensions }: NonNullable<Answer['errors']>[number]): string {
  const [wrong] = extensions?.fields ?? [];
  if (wrong?.field.endsWith('token')) return 'This link is not valid any more. Ask for another one.';
  return wrong ? `The password ${wrong.problem}.` : message;
}
