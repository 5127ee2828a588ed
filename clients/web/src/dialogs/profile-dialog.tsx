import { useState } from 'react';
import type { Viewer } from '@parley/client';
import { Input, Label, TextArea, TextField } from 'react-aria-components';
import { useNotice } from '../app/notices';
import { useParley, useStore } from '@parley/client/react';
import { useDoing } from '../app/use-doing';
import { DialogFoot } from '../design/dialog-foot';
import { ModalDialog } from '../design/modal';
import { Trouble } from '../design/trouble';
import { Avatar } from '../people/avatar';
import { useOwnPresence } from '../people/use-own-presence';
import { Devices } from './devices';

/** Who one is to others, and where one is signed in. */
export function ProfileDialog({ onClose }: { onClose: () => void }) {
  const viewer = useStore(useParley().viewer);
  return (
    <ModalDialog title="Profile and devices" onClose={onClose}>
      {viewer ? (
        <>
          <ProfileForm viewer={viewer} />
          <Devices devices={viewer.devices ?? []} />
        </>
      ) : (
        <span className="spinner" role="status" aria-label="Loading" />
      )}
    </ModalDialog>
  );
}

function ProfileForm({ viewer }: { viewer: Viewer }) {
  const { account, people } = useParley();
  const presence = useOwnPresence();
  const { say } = useNotice();
  const { busy, problem, run } = useDoing();
  const [displayName, setName] = useState(viewer.displayName);
  const [bio, setBio] = useState(viewer.bio ?? '');
  const [text, setText] = useState<string | null>(null);
  const save = () =>
    run(async () => {
      await account.update({ displayName: displayName.trim(), bio: bio.trim() });
      if (text !== null) await people.setPresence(presence?.status ?? 'ONLINE', text.trim());
      say('Profile saved');
    });
  return (
    <>
      <div className="profile-head">
        <Avatar person={viewer} size="large" />
        <div>
          <p className="author" dir="auto">
            {viewer.displayName}
          </p>
          <p className="hint">{viewer.email}</p>
        </div>
      </div>
      <TextField className="field" value={displayName} onChange={setName} isRequired autoComplete="name">
        <Label>Name</Label>
        <Input dir="auto" />
      </TextField>
      <TextField className="field" value={text ?? presence?.text ?? ''} onChange={setText}>
        <Label>What you are up to</Label>
        <Input dir="auto" maxLength={100} placeholder="Shown beside your name" />
      </TextField>
      <TextField className="field" value={bio} onChange={setBio}>
        <Label>About you</Label>
        <TextArea dir="auto" rows={2} />
      </TextField>
      <Trouble>{problem}</Trouble>
      <DialogFoot label="Save" onAct={() => void save()} isDisabled={busy || displayName.trim() === ''} />
    </>
  );
}
