import { MonitorSmartphone } from 'lucide-react';
import type { Device } from '@parley/client';
import { Button } from 'react-aria-components';
import { useNotice } from '../app/notices';
import { useParley } from '@parley/client/react';
import { fullTime } from '../app/times';

/** Where one is signed in; each can be signed out from here. */
export function Devices({ devices }: { devices: readonly Device[] }) {
  const parley = useParley();
  const { attempt } = useNotice();
  return (
    <section className="devices" aria-labelledby="devices-title">
      <h3 id="devices-title">Signed in on</h3>
      <ul>
        {devices.map(({ id, name, current, lastSeenAt }) => (
          <li key={id} className="device">
            <MonitorSmartphone aria-hidden size={20} />
            <span>
              <bdi>{name ?? 'A device'}</bdi>
              <small className="hint">{current ? 'This device' : `Last seen ${fullTime(lastSeenAt)}`}</small>
            </span>
            {!current && (
              <Button
                className="button plain"
                aria-label={`Sign out ${name ?? 'the device'}`}
                onPress={() => void attempt(parley.account.revokeDevice(id))}
              >
                Sign out
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Button className="button danger" onPress={() => void attempt(parley.signOut({ everywhere: true }))}>
        Sign out everywhere
      </Button>
    </section>
  );
}
