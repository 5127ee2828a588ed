interface Response<Data> {
  data?: Data | null;
  errors?: { message: string; extensions?: { fields?: { field: string; problem: string }[] } }[];
}

/** Executes an operation, on behalf of `token` if it is given. Errors: with a message for people. */
export async function request<Data>(query: string, variables: object = {}, token?: string): Promise<Data> {
  const { data, errors: [error] = [] } = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  })
    .then((response) => response.json() as Promise<Response<Data>>)
    .catch(() => Promise.reject(new Error('No connection to the server. Try again in a moment.')));
  if (error || !data) throw new Error(error ? wordsOf(error) : 'Something went wrong. Try again.');
  return data;
}

const NAMES: Readonly<Record<string, string>> = {
  displayName: 'Your name',
  email: 'The email address',
  password: 'The password',
  code: 'The code',
};

function wordsOf({ message, extensions }: NonNullable<Response<unknown>['errors']>[number]): string {
  const [wrong] = extensions?.fields ?? [];
  const name = wrong?.field.split('.').at(-1) ?? '';
  if (name === 'invitationCode') return 'This invitation is not for this address, or not valid any more.';
  return wrong && name in NAMES ? `${NAMES[name]} ${wrong.problem}.` : message;
}
