import { RotateCw, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { UploadState } from '@parley/client';
import { useStore } from '@parley/client/react';
import { IconButton } from '../design/icon-button';
import { sizeInWords } from '../media/size-in-words';
import type { Attached, Uploads } from './use-uploads';
import { stateInWords } from './upload-words';

/** The files that go along, how far each is, and how to leave one out. */
export function UploadChips({ uploads }: { uploads: Uploads }) {
  if (uploads.list.length === 0) return null;
  return (
    <ul className="chips" aria-label="Files to send">
      {uploads.list.map((attached) => (
        <Chip
          key={attached.key}
          attached={attached}
          onRetry={() => uploads.retry(attached.key)}
          onRemove={() => uploads.remove(attached.key)}
        />
      ))}
    </ul>
  );
}

interface ChipProps {
  attached: Attached;
  onRetry: () => void;
  onRemove: () => void;
}

function Chip({ attached: { file, upload }, onRetry, onRemove }: ChipProps) {
  const state = useStore(upload);
  const preview = usePreview(file);
  const isUnderWay = state.status !== 'done' && state.status !== 'failed';
  return (
    <li className="chip" data-status={state.status}>
      {preview && <img src={preview} alt="" />}
      <span className="chip-text">
        <bdi>{file.name}</bdi>
        <small role={state.status === 'failed' ? 'alert' : undefined}>
          {stateInWords(state) ?? sizeInWords(file.size)}
        </small>
        {isUnderWay && <progress aria-label={`Uploading ${file.name}`} value={state.sent} max={state.size || 1} />}
      </span>
      {state.status === 'failed' && mayHelp(state.error) && (
        <IconButton small icon={RotateCw} label="Try again" onPress={onRetry} />
      )}
      <IconButton
        small
        icon={X}
        label={isUnderWay ? `Cancel ${file.name}` : `Remove ${file.name}`}
        onPress={onRemove}
      />
    </li>
  );
}

/** Whether the same file may be taken in another try. */
const mayHelp = (error: UploadState['error']): boolean => error?.code !== 'VALIDATION_FAILED';

/** An address for the picture itself, for as long as it is shown. */
function usePreview(file: File): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!/^image\/(a?png|x-png|p?jpeg|jpg|gif|webp|avif)$/.test(file.type)) return undefined;
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url;
}
