const pages = new Map<string, string>();

export interface GraphiQL {
  /** What the editor begins with. */
  defaultQuery: string;
}

/**
 * GraphiQL with everything it needs in one page, so that it works offline. Its header editor has a place for the access
 * token, which goes into the socket's `connection_init` too. The page has nine megabytes: it is built at the first request.
 */
export async function graphiqlPage({ defaultQuery }: GraphiQL): Promise<string> {
  const known = pages.get(defaultQuery);
  if (known !== undefined) return known;
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const options = { ...OPTIONS, defaultQuery };
  const html = renderGraphiQL(options);
  // the page takes options as JSON only, and these need functions
  const page = html.replace(JSON.stringify(options), () => withToken(options));
  if (page === html) throw new Error('GraphiQL takes its options in another way now');
  pages.set(defaultQuery, page);
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

const withToken = (options: typeof OPTIONS & GraphiQL): string => `(() => {
  let token = '';
  return {
    ...${JSON.stringify(options)},
    onEditHeaders(text) {
      try {
        const headers = Object.entries(JSON.parse(text)).map(([name, value]) => [name.toLowerCase(), String(value)]);
        token = (Object.fromEntries(headers).authorization || '').replace(/^Bearer\\s*/i, '');
      } catch { /* half typed */ }
    },
    connectionParams: () => ({ token }),
  };
})()`;
