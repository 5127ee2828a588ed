let page: string | undefined;

/**
 * GraphiQL with everything it needs in one page, so that it works offline. Its header editor has a place for the access
 * token, which goes into the socket's `connection_init` too. The page has nine megabytes: it is made when it is first asked for.
 */
export async function graphiqlPage(): Promise<string> {
  if (page === undefined) {
    const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
    const html = renderGraphiQL(OPTIONS);
    // the page takes options as JSON only, and these need functions
    page = html.replace(JSON.stringify(OPTIONS), () => WITH_TOKEN);
    if (page === html) throw new Error('GraphiQL takes its options in another way now');
  }
  return page;
}

// an empty header is nobody's: the schema can be read, and somebody signed in, before there is a token
const OPTIONS = {
  title: 'Parley',
  endpoint: '/graphql',
  subscriptionsProtocol: 'WS',
  headers: JSON.stringify({ Authorization: '' }, undefined, 2),
  shouldPersistHeaders: false,
} as const;

const WITH_TOKEN = `(() => {
  let token = '';
  return {
    ...${JSON.stringify(OPTIONS)},
    onEditHeaders(text) {
      try {
        const headers = Object.entries(JSON.parse(text)).map(([name, value]) => [name.toLowerCase(), String(value)]);
        token = (Object.fromEntries(headers).authorization || '').replace(/^Bearer\\s*/i, '');
      } catch { /* half typed */ }
    },
    connectionParams: () => ({ token }),
  };
})()`;
