import { domainToASCII } from 'node:url';
import { invalid } from '@parley/contracts/errors';
import { nameText } from '@parley/subgraph/text';

/** What somebody may do in their tenant, most first. */
export const TENANT_ROLES = ['OWNER', 'ADMIN', 'MODERATOR', 'MEMBER', 'GUEST'] as const;
export type TenantRole = (typeof TENANT_ROLES)[number];

/** Who may sign up: anybody; addresses of some domains; who is invited; nobody. An invitation also opens what is left to domains. */
export const SIGN_UP_POLICIES = ['OPEN', 'DOMAINS', 'INVITED', 'CLOSED'] as const;
export type SignUpPolicy = (typeof SIGN_UP_POLICIES)[number];

const MAX_NAME = 80;
const MAX_DOMAINS = 100;
const MAX_RETENTION_DAYS = 36_500;
const DOMAIN = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;

/** Who runs the tenant. */
export const isAdmin = (role: TenantRole): boolean => role === 'OWNER' || role === 'ADMIN';

/** Errors: VALIDATION_FAILED. */
export const tenantName = (text: string, field = 'input.name'): string => nameText(text, { field, max: MAX_NAME });

/** Domains of mail addresses in ASCII, each once. Errors: VALIDATION_FAILED. */
export function emailDomains(texts: readonly string[], field = 'input.emailDomains'): string[] {
  if (texts.length > MAX_DOMAINS) throw invalid({ field, problem: `must be at most ${MAX_DOMAINS}` });
  const domains = texts.map((text) => domainToASCII(text.trim().replace(/^@/, '')));
  if (!domains.every((domain) => domain.length <= 253 && DOMAIN.test(domain)))
    throw invalid({ field, problem: 'has one that is no domain, such as example.org' });
  return [...new Set(domains)];
}

/** Errors: VALIDATION_FAILED. */
export function retentionDays(days: number | null, field = 'input.retentionDays'): number | null {
  if (days === null || (days >= 1 && days <= MAX_RETENTION_DAYS)) return days;
  throw invalid({ field, problem: `must be from 1 to ${MAX_RETENTION_DAYS}, or null to keep everything` });
}

/** Who asks to come in, and what speaks for them. */
export interface Applicant {
  email: string;
  /** Of whom: the operators' holds whatever the policy is. */
  invitation?: { byOperators: boolean };
}

export function maySignUp(
  { signUp, emailDomains: domains }: { signUp: SignUpPolicy; emailDomains: readonly string[] },
  { email, invitation }: Applicant,
): boolean {
  if (invitation?.byOperators) return true;
  switch (signUp) {
    case 'OPEN':
      return true;
    case 'DOMAINS':
      return invitation !== undefined || domains.includes(email.slice(email.lastIndexOf('@') + 1));
    case 'INVITED':
      return invitation !== undefined;
    case 'CLOSED':
      return false;
  }
}
