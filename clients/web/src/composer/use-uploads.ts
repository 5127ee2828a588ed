import { useRef, useState } from 'react';
import type { Upload } from '@parley/client/api';
import { useParley } from '@parley/client/react';

export interface Attached {
  readonly key: string;
  readonly file: File;
  readonly upload: Upload;
}

export interface Uploads {
  readonly list: readonly Attached[];
  readonly add: (files: readonly File[]) => void;
  readonly remove: (key: string) => void;
  /** They are sent: nothing is cancelled. */
  readonly clear: () => void;
}

/** Files that go along with what is being written. They are uploaded meanwhile. */
export function useUploads(): Uploads {
  const parley = useParley();
  const [list, setList] = useState<readonly Attached[]>([]);
  const count = useRef(0);

  function add(files: readonly File[]): void {
    const more = files.map((file) => ({ key: `${count.current++}`, file, upload: parley.upload(file) }));
    // whoever waits for it is told; a file that failed says so itself
    for (const { upload } of more) upload.done.catch(() => undefined);
    setList((before) => [...before, ...more]);
  }
  return {
    list,
    add,
    remove(key) {
      list.find((one) => one.key === key)?.upload.cancel();
      setList(list.filter((one) => one.key !== key));
    },
    clear: () => setList([]),
  };
}
