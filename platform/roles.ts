import { SUBGRAPHS } from './modules';

/** What a process may host, in the order in which requests pass: the gateway, each subgraph, and all that runs beside them. */
export const ROLES: readonly string[] = ['gateway', ...SUBGRAPHS, 'workers'];

/** Some of `ROLES`. */
export type ProcessRoles = ReadonlySet<string>;

export const ALL_ROLES: ProcessRoles = new Set(ROLES);

/** Those that are named, between commas. Errors: one line, for a name that is none, or no name. */
export function parseRoles(text: string): ProcessRoles {
  const names = text.split(',').flatMap((part) => part.trim() || []);
  const unknown = names.find((name) => !ROLES.includes(name));
  if (unknown !== undefined || names.length === 0)
    throw new Error(
      `--roles: ${unknown ? `there is no role ${unknown}` : 'none is given'}; there are ${ROLES.join(', ')}`,
    );
  return new Set(names);
}

export const hostsAll = (roles: ProcessRoles): boolean => ROLES.every((role) => roles.has(role));
