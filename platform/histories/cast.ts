import type { Account } from './account';
import type { Manners } from './reader';

/** The kinds of readers, in the order in which they are assigned. */
const KINDS = {
  steady: { inbox: false, guest: false, manners: { breaksOff: 0, ends: 0, dawdles: 0 } },
  dropping: { inbox: false, guest: false, manners: { breaksOff: 20, ends: 20, dawdles: 0 } },
  slow: { inbox: false, guest: false, manners: { breaksOff: 0, ends: 0, dawdles: 30 } },
  inbox: { inbox: true, guest: false, manners: { breaksOff: 10, ends: 5, dawdles: 0 } },
  kicked: { inbox: false, guest: true, manners: { breaksOff: 5, ends: 5, dawdles: 5 } },
  'kicked inbox': { inbox: true, guest: true, manners: { breaksOff: 5, ends: 5, dawdles: 0 } },
} as const satisfies Record<string, { inbox: boolean; guest: boolean; manners: Manners }>;

type Kind = keyof typeof KINDS;

export interface Part {
  name: string;
  account: Account;
}

export interface ReadingPart extends Part {
  inbox: boolean;
  /** Is removed and added again. */
  guest: boolean;
  manners: Manners;
  /** Indexes of the rooms that it reads. */
  rooms: number[];
}

export interface Cast {
  keeper: Account;
  writers: Part[];
  readers: ReadingPart[];
  /** A member of no room, if there are enough accounts: must see nothing. */
  stranger?: Part;
}

interface Wanted {
  writers: number;
  readers: number;
  conversations: number;
}

/** Number of accounts that gives each client its own. */
export const accountsFor = ({ writers, readers }: Wanted): number => writers + readers + 2;

/**
 * Assigns accounts to clients. If there are fewer accounts than clients, some clients share one; accounts that are removed from
 * rooms are not shared with other kinds. Errors: with fewer than two accounts.
 */
export function cast(accounts: readonly Account[], { writers, readers, conversations }: Wanted): Cast {
  const [keeper, ...others] = accounts;
  if (!keeper || others.length === 0)
    throw new Error('two accounts are needed: one is taken out of rooms by the other');
  const everyone = accounts.length >= accountsFor({ writers, readers, conversations });
  const stranger = everyone ? { name: 'stranger', account: others.pop()! } : undefined;
  const guestParts = Array.from({ length: readers }, (_, n) => kindOf(n)).filter((kind) => KINDS[kind].guest).length;
  const guests = others.splice(-Math.max(1, everyone ? guestParts : Math.ceil(others.length / 3)));
  const regulars = others.length > 0 ? others : [keeper];
  const next = { regular: 0, guest: 0 };
  const partOf = (name: string, guest = false): Part => ({
    name,
    account: guest ? guests[next.guest++ % guests.length]! : regulars[next.regular++ % regulars.length]!,
  });
  return {
    keeper,
    stranger,
    writers: Array.from({ length: writers }, (_, n) => partOf(`writer ${n}`)),
    readers: Array.from({ length: readers }, (_, n) => {
      const kind = kindOf(n);
      const { inbox, guest, manners } = KINDS[kind];
      return {
        ...partOf(`${kind} reader ${n}`, guest),
        inbox,
        guest,
        manners,
        rooms: roomsOf(n, inbox, conversations),
      };
    }),
  };
}

const kindOf = (n: number): Kind => (Object.keys(KINDS) as Kind[])[n % Object.keys(KINDS).length]!;

/** One room, or every other room for an inbox, so that nobody is in all rooms. */
function roomsOf(n: number, inbox: boolean, conversations: number): number[] {
  const all = Array.from({ length: conversations }, (_, room) => room);
  if (!inbox) return [n % conversations];
  return conversations === 1 ? all : all.filter((room) => (room + (n >> 1)) % 2 === 0);
}
