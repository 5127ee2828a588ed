import { ChevronDown, LogOut, Monitor, Moon, Sun, UserRound } from 'lucide-react';
import { Button, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Separator, Header } from 'react-aria-components';
import type { PresenceStatus } from '@parley/client';
import { useParley, useStore } from '@parley/client/react';
import { chooseTheme, useTheme, type ThemeChoice } from '../app/theme';
import { Avatar } from '../people/avatar';
import { STATUS_WORDS } from '../people/status-words';
import { useOwnPresence } from '../people/use-own-presence';

const THEMES = [
  { id: 'system', name: 'As the system', icon: Monitor },
  { id: 'light', name: 'Light', icon: Sun },
  { id: 'dark', name: 'Dark', icon: Moon },
] as const;

/** Who is signed in, and what concerns only them. */
export function OwnMenu({ onProfile }: { onProfile: () => void }) {
  const parley = useParley();
  const viewer = useStore(parley.viewer);
  const presence = useOwnPresence();
  const theme = useTheme();
  const status = presence?.status ?? 'ONLINE';
  return (
    <MenuTrigger>
      <Button className="own">
        {viewer ? <Avatar person={viewer} presence={status} /> : <span className="avatar" aria-hidden />}
        <span className="own-name">
          <bdi>{viewer?.displayName ?? '…'}</bdi>
          <small dir="auto">{presence?.text || STATUS_WORDS[status]}</small>
        </span>
        <ChevronDown aria-hidden size={16} />
      </Button>
      <Popover className="popover" placement="bottom start">
        <Menu className="menu">
          <MenuItem className="menu-item" onAction={onProfile}>
            <UserRound aria-hidden /> Profile and devices
          </MenuItem>
          <Separator className="menu-separator" />
          <MenuSection
            aria-label="Status"
            selectionMode="single"
            selectedKeys={[status]}
            onSelectionChange={(keys) => {
              const [next] = keys === 'all' ? [] : keys;
              if (next) void parley.people.setPresence(next as PresenceStatus, presence?.text ?? undefined);
            }}
          >
            <Header className="menu-header">Shown as</Header>
            {Object.entries(STATUS_WORDS).map(([id, words]) => (
              <MenuItem key={id} id={id} className="menu-item">
                <span className="presence-dot inline" data-status={id} aria-hidden />
                {id === 'OFFLINE' ? 'Invisible' : words}
              </MenuItem>
            ))}
          </MenuSection>
          <Separator className="menu-separator" />
          <MenuSection
            aria-label="Appearance"
            selectionMode="single"
            selectedKeys={[theme]}
            onSelectionChange={(keys) => {
              const [next] = keys === 'all' ? [] : keys;
              if (next) chooseTheme(next as ThemeChoice);
            }}
          >
            <Header className="menu-header">Appearance</Header>
            {THEMES.map(({ id, name, icon: Icon }) => (
              <MenuItem key={id} id={id} className="menu-item">
                <Icon aria-hidden /> {name}
              </MenuItem>
            ))}
          </MenuSection>
          <Separator className="menu-separator" />
          <MenuItem className="menu-item" onAction={() => void parley.signOut()}>
            <LogOut aria-hidden /> Sign out
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
