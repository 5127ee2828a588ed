import type { NewTenant, ShownTenant, TenantLimits } from '@parley/subgraph/accounts';
import type { Settings } from '@parley/runtime/settings';
import { Option, type Command } from 'commander';
import { eraseTenant } from '../tenant-erasure';
import { accounts } from '../modules';
import { operate, say, tenantNamed, type Operating } from './operating';
import { limit } from './options';

const OWNER_DAYS = 7;

interface CreateOptions {
  name?: string;
  signUp: NewTenant['signUp'];
  emailDomain: string[];
  owner?: string;
}

/** `parley tenant …`: makes, lists, limits, suspends and deletes workspaces. */
export function addTenantCommand(parley: Command): void {
  const { tenants } = accounts;
  const tenant = parley.command('tenant').description('workspaces: who shares one sees each other and nobody else');
  tenant
    .command('create')
    .description('create a tenant, and print the invitation of its owner, which is shown this once')
    .argument('<slug>', 'what people type at sign-in: a-z, 0-9 and -')
    .option('--name <name>', 'what it is called (default: the slug)')
    .addOption(
      new Option('--sign-up <policy>', 'who may sign up')
        .choices(['OPEN', 'DOMAINS', 'INVITED', 'CLOSED'])
        .default('INVITED'),
    )
    .option('--email-domain <domain...>', 'domains of mail addresses, for DOMAINS', [])
    .option('--owner <address>', 'the only mail address that may use the invitation')
    .action((slug: string, options: CreateOptions) =>
      operate(async (operating) => {
        const { database, settings, done } = operating;
        const id = await tenants.create(database, { slug, ...options, emailDomains: options.emailDomain });
        done('createTenant', { tenant: id, subject: id });
        const owner = { tenant: id, email: options.owner, role: 'OWNER' as const, days: OWNER_DAYS, uses: 1 };
        const invitation = await tenants.invite(database, owner);
        say(`tenant ${slug} is created`);
        showInvitation(settings, slug, invitation);
      }),
    );
  tenant
    .command('list')
    .description('list tenants: slug, name, who may sign up, members, whether it is suspended')
    .action(() =>
      operate(async (operating) => {
        const all = await tenants.list(operating.database);
        if (all.length === 0) say('no tenants: create one with parley tenant create SLUG');
        for (const one of all) say(lineOf(one, (await tenants.usage(operating.database, one.id)).members));
      }),
    );
  tenant
    .command('limits')
    .description('set hard limits of a tenant, and print them with what is used; none removes a limit')
    .argument('<slug>')
    .option('--members <n>', 'people who have an account', limit)
    .option('--sockets <n>', 'sockets and streams that are open at once', limit)
    .option('--messages-per-day <n>', 'messages in a day of UTC', limit)
    .option('--storage-bytes <n>', 'bytes of uploads', limit)
    .action((slug: string, options: Partial<Record<keyof TenantLimits, number | 'none'>>) =>
      operate(async (operating) => {
        const { id } = await tenantNamed(operating, slug);
        if (Object.keys(options).length > 0) {
          await tenants.setLimits(operating.database, id, limitsOf(options));
          operating.done('setTenantLimits', { tenant: id, subject: id });
        }
        await showLimits(operating, slug);
      }),
    );
  tenant
    .command('suspend')
    .description('end all sessions of a tenant within a second, and refuse sign-in; nothing is deleted')
    .argument('<slug>')
    .option('--reason <text>', 'what people are told at sign-in')
    .action((slug: string, { reason }: { reason?: string }) =>
      operate(async (operating) => {
        const { id } = await tenantNamed(operating, slug);
        const ended = await tenants.suspend(operating.database, id, reason);
        operating.done('suspendTenant', { tenant: id, subject: id });
        say(`tenant ${slug} is suspended; ${ended} sessions ended`);
      }),
    );
  tenant
    .command('resume')
    .description('let people of a suspended tenant sign in again')
    .argument('<slug>')
    .action((slug: string) =>
      operate(async (operating) => {
        const { id } = await tenantNamed(operating, slug);
        await tenants.resume(operating.database, id);
        operating.done('resumeTenant', { tenant: id, subject: id });
        say(`tenant ${slug} is open again`);
      }),
    );
  tenant
    .command('delete')
    .description('delete a tenant permanently, with everybody and everything in it')
    .argument('<slug>')
    .requiredOption('--yes', 'you are sure')
    .action((slug: string) =>
      operate(async (operating) => {
        const { id } = await tenantNamed(operating, slug);
        const counts = await eraseTenant(operating, id);
        operating.done('deleteTenant', { tenant: id, subject: id });
        const list = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
        say(`tenant ${slug} is deleted, with ${new Intl.ListFormat('en').format(list)}`);
      }),
    );
}

const limitsOf = (options: Partial<Record<keyof TenantLimits, number | 'none'>>): Partial<TenantLimits> =>
  Object.fromEntries(Object.entries(options).map(([what, most]) => [what, most === 'none' ? null : most]));

/** Prints what lets somebody in. */
export function showInvitation(
  settings: Settings,
  slug: string,
  { code, expiresAt }: { code: string; expiresAt: Date },
): void {
  const origin = settings.PUBLIC_URL?.replace(/\/$/, '') ?? `http://localhost:${settings.PORT}`;
  say(`code  ${code}`);
  say(`url   ${origin}/invite?${new URLSearchParams({ code, tenant: slug }).toString()}`);
  say(`until ${expiresAt.toISOString()}`);
}

function lineOf({ slug, name, signUp, limits, suspendedAt }: ShownTenant, members: number): string {
  const most = limits.members === null ? '' : ` of ${limits.members}`;
  const state = suspendedAt ? `  suspended since ${suspendedAt.toISOString()}` : '';
  return `${slug}  ${name}  ${signUp}  ${members}${most} members${state}`;
}

async function showLimits(operating: Operating, slug: string): Promise<void> {
  const { id, limits } = await tenantNamed(operating, slug);
  const { messagesToday, ...usage } = await accounts.tenants.usage(operating.database, id);
  const used = { ...usage, messagesPerDay: messagesToday };
  for (const [what, most] of Object.entries(limits) as [keyof TenantLimits, number | null][])
    say(`${what}  ${used[what]} of ${most ?? 'unlimited'}`);
}
