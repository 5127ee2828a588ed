/** Who there is to try as, where the server is one for development. */
export interface Demo {
  readonly tenant: string;
  readonly password: string;
  readonly people: readonly { readonly email: string; readonly displayName: string; readonly locale: string }[];
}

/** What a server for development puts into the page's head; null on any other. */
export function readDemo(page: Document = document): Demo | null {
  const text = page.querySelector<HTMLMetaElement>('meta[name="parley-demo"]')?.content;
  return text ? (JSON.parse(text) as Demo) : null;
}
