import type { ImageType } from './image';

/** One image, as it is sent to the process that renders it. The response is what `renderImage` returns. */
export interface ImageTask {
  readonly mimeType: ImageType;
  readonly bytes: Buffer;
  readonly maxMemoryBytes: number;
}

/** The exit code of a process that takes more memory than it may. */
export const MEMORY_EXCEEDED = 70;
