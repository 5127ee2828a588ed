import { useRef, useState } from 'react';
import { type Attachment, ParleyError, type Upload } from '@parley/client';
import { useParley } from '@parley/client/react';

export interface Attached {
  readonly key: string;
  readonly file: File;
  readonly upload: Upload;
}

export interface Uploads {
  /** Another one whenever something was done to one of them. */
  readonly list: readonly Attached[];
  readonly add: (files: readonly File[]) => void;
  readonly retry: (key: string) => void;
  readonly remove: (key: string) => void;
  /** They are sent: nothing is cancelled. */
  readonly clear: () => void;
}

/** Files that go along with what is being written. They are uploaded meanwhile. */
export function useUploads(): Uploads {
  const parley = useParley();
  const [list, setList] = useState<readonly Attached[]>([]);
  const count = useRef(0);
  const find = (key: string) => list.find((one) => one.key === key);

  function add(files: readonly File[]): void {
    const more = files.map((file) => ({ key: `${count.current++}`, file, upload: parley.upload(file) }));
    setList((before) => [...before, ...more]);
  }
  return {
    list,
    add,
    retry(key) {
      find(key)?.upload.retry();
      setList([...list]);
    },
    remove(key) {
      find(key)?.upload.cancel();
      setList(list.filter((one) => one.key !== key));
    },
    clear: () => setList([]),
  };
}

/** What was uploaded, once it is. Errors: as soon as one failed, also where it may be tried again; CANCELLED. */
export const uploaded = (list: readonly Attached[]): Promise<Attachment[]> =>
  Promise.all(list.map(({ upload }) => arrival(upload)));

const arrival = (upload: Upload): Promise<Attachment> =>
  new Promise((resolve, reject) => {
    const look = () => {
      const { status, attachment, error } = upload.get();
      if (status === 'done') resolve(attachment!);
      else if (status === 'failed' || status === 'cancelled')
        reject(error ?? new ParleyError('Cancelled', { code: 'CANCELLED' }));
      else return;
      end();
    };
    const end = upload.subscribe(look);
    look();
  });
