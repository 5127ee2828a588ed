import { SUBGRAPHS } from './modules';

/** The roles of a process, in the order in which requests pass them: the gateway, each subgraph, and the workers. */
export const ROLES: readonly string[] = ['gateway', ...SUBGRAPHS, 'workers'];

/** Some of `ROLES`. */
export type ProcessRoles = ReadonlySet<string>;

export const ALL_ROLES: ProcessRoles = new Set(ROLES);

/** Parses roles, separated by commas. Errors: one line, for an unknown name or an empty list. */
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
