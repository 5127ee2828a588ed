/** What a process may host, in the order in which requests pass: the gateway, each subgraph, and all that runs beside them. */
export const ROLES = ['gateway', 'users', 'conversations', 'messages', 'search', 'media', 'workers'] as const;

export type Role = (typeof ROLES)[number];
export type Roles = ReadonlySet<Role>;

export const ALL_ROLES: Roles = new Set(ROLES);

/** Those that are named, between commas. Errors: one line, for a name that is none, or no name. */
export function parseRoles(text: string): Roles {
  const names = text.split(',').flatMap((part) => part.trim() || []);
  const unknown = names.find((name) => !isRole(name));
  if (unknown !== undefined || names.length === 0)
    throw new Error(
      `--roles: ${unknown ? `there is no role ${unknown}` : 'none is given'}; there are ${ROLES.join(', ')}`,
    );
  return new Set(names.filter(isRole));
}

export const hostsAll = (roles: Roles): boolean => ROLES.every((role) => roles.has(role));

const isRole = (name: string): name is Role => (ROLES as readonly string[]).includes(name);
