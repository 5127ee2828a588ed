import { ParleyError } from '@parley/contracts/errors';
import type { Suspension } from '../store/accounts';

/** The error for somebody who has proven who they are, and whose account or tenant is suspended. */
export function suspended({ of, reason, until }: Suspension): ParleyError {
  const whose = of === 'tenant' ? 'This workspace' : 'This account';
  const end = until === null ? '' : ` until ${new Date(until).toISOString()}`;
  return new ParleyError('FORBIDDEN', `${whose} is suspended${end}${reason ? `: ${reason}` : ''}`, {
    details: { reason, until: until && new Date(until).toISOString() },
  });
}
