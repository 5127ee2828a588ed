import { MEMORY_EXCEEDED, type ImageTask } from './image-task';
import { renderImage } from './render-image';

// The process that renders one image: it gets an ImageTask, sends what came of it, and is killed.

const LOOK_EVERY_MS = 10;

process.once('message', (task: ImageTask) => void work(task));
process.once('disconnect', () => process.exit(0));

async function work({ mimeType, bytes, maxMemoryBytes }: ImageTask): Promise<void> {
  // decoders work in threads, and what they hold is not in the heap that Node bounds
  setInterval(() => {
    if (process.memoryUsage.rss() > maxMemoryBytes) process.exit(MEMORY_EXCEEDED);
  }, LOOK_EVERY_MS);
  process.send!(await renderImage(mimeType, bytes));
}
