import type { EphemeralStore } from '../ephemeral/ephemeral-store';

const METHODS = new Set<string>([
  'set',
  'get',
  'take',
  'increment',
  'charge',
  'delete',
  'join',
  'leave',
  'members',
] satisfies (keyof EphemeralStore)[]);

const isMethod = (name: string): name is keyof EphemeralStore => METHODS.has(name);

/** The other side of `storeOver`: does the call, and gives its value as JSON. Errors: of the store, and for what is no method. */
export async function callStore(store: EphemeralStore, name: string, args: unknown): Promise<unknown> {
  if (!isMethod(name)) throw new Error(`The store has no method ${name}`);
  const value = await (store[name] as (...args: unknown[]) => Promise<unknown>)(...(args as unknown[]));
  return name === 'members' ? (value as ReadonlySet<string>[]).map((members) => [...members]) : value;
}

type Call = (method: keyof EphemeralStore, args: readonly unknown[]) => Promise<unknown>;

/** An ephemeral store that another process keeps: each method is a call, of JSON values. */
export function storeOver(call: Call): EphemeralStore {
  const named =
    <Method extends Exclude<keyof EphemeralStore, 'members'>>(method: Method) =>
    (...args: Parameters<EphemeralStore[Method]>) =>
      call(method, args) as ReturnType<EphemeralStore[Method]>;
  return {
    set: named('set'),
    get: named('get'),
    take: named('take'),
    increment: named('increment'),
    charge: named('charge'),
    delete: named('delete'),
    join: named('join'),
    leave: named('leave'),
    members: async (groups) => ((await call('members', [groups])) as string[][]).map((members) => new Set(members)),
  };
}
