import { text } from 'node:stream/consumers';
import type { NewPerson } from '@parley/subgraph/accounts';
import type { Command } from 'commander';
import { accounts } from '../modules';
import { operate, personNamed, say, tenantNamed } from './operating';
import { ROLE, time } from './options';
import { showInvitation } from './tenant';
import { wholeNumber } from './whole-number';

type Role = NonNullable<NewPerson['role']>;

interface Named {
  tenant: string;
  email: string;
}

/** `parley account …`: creates, invites and suspends people. */
export function addAccountCommand(parley: Command): void {
  const account = parley.command('account').description('people of a tenant');
  addMakers(account);
  addKeepers(account);
}

function addMakers(account: Command): void {
  const { tenants, people } = accounts;
  const command = (name: string, description: string) =>
    account.command(name).description(description).requiredOption('--tenant <slug>', 'tenant of the account');

  command('create', 'create an account, and print its password, which is shown this once')
    .requiredOption('--email <address>', 'mail address, which people sign in with')
    .requiredOption('--name <name>', 'what the person is called')
    .addOption(ROLE().default('MEMBER'))
    .option('--scope <scope...>', 'such as schema:read', [])
    .option('--password-stdin', 'read the password from standard input instead of making one up')
    .action((options: Named & { name: string; role: Role; scope: string[]; passwordStdin?: true }) =>
      operate(async (operating) => {
        const { id: tenant } = await tenantNamed(operating, options.tenant);
        const given = options.passwordStdin ? (await text(process.stdin)).replace(/\r?\n$/, '') : undefined;
        const { email, name, role, scope: scopes } = options;
        const made = await people.create(operating.database, tenant, { email, name, role, scopes, password: given });
        operating.done('createAccount', { tenant, subject: made.user });
        say(`account ${made.user} is created`);
        if (given === undefined) say(`password ${made.password}`);
      }),
    );
  command('invite', 'print an invitation, which is shown this once, and holds whatever the policy of sign-ups is')
    .option('--email <address>', 'the only mail address that may use it')
    .addOption(ROLE().default('MEMBER'))
    .option('--days <n>', 'how long it is valid', wholeNumber, 7)
    .option('--uses <n>', 'how many people may use it', wholeNumber, 1)
    .action((options: { tenant: string; email?: string; role: Role; days: number; uses: number }) =>
      operate(async (operating) => {
        const { id: tenant, slug } = await tenantNamed(operating, options.tenant);
        const invitation = await tenants.invite(operating.database, { ...options, tenant });
        operating.done('createInvitation', { tenant });
        showInvitation(operating.settings, slug, invitation);
      }),
    );
}

function addKeepers(account: Command): void {
  const { people } = accounts;
  const command = (name: string, description: string) =>
    account
      .command(name)
      .description(description)
      .requiredOption('--tenant <slug>', 'tenant of the account')
      .requiredOption('--email <address>', 'mail address of the account');

  command('role', "change somebody's role in the tenant")
    .addOption(ROLE().makeOptionMandatory())
    .action(({ tenant, email, role }: Named & { role: Role }) =>
      operate(async (operating) => {
        const person = await personNamed(operating, tenant, email);
        await people.setRole(operating.database, person, role);
        operating.done('setTenantRole', { tenant: person.tenant, subject: person.user });
        say(`${email} is ${role}`);
      }),
    );
  command('suspend', 'end all sessions of a person within a second, and refuse sign-in')
    .option('--reason <text>', 'what the person is told at sign-in')
    .option('--until <time>', 'when the person may sign in again (default: when you restore the account)', time)
    .action(({ tenant, email, ...suspension }: Named & { reason?: string; until?: Date }) =>
      operate(async (operating) => {
        const person = await personNamed(operating, tenant, email);
        const ended = await people.suspend(operating.database, person, suspension);
        operating.done('suspendAccount', { tenant: person.tenant, subject: person.user });
        say(`${email} is suspended; ${ended} sessions ended`);
      }),
    );
  command('restore', 'let a suspended person sign in again').action(({ tenant, email }: Named) =>
    operate(async (operating) => {
      const person = await personNamed(operating, tenant, email);
      await people.restore(operating.database, person);
      operating.done('restoreAccount', { tenant: person.tenant, subject: person.user });
      say(`${email} may sign in again`);
    }),
  );
}
