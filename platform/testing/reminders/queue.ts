import type { JobQueue } from '@parley/ports/jobs/jobs';

export const QUEUE: JobQueue = { name: 'reminders', retries: 3, retryDelaySeconds: 1, expireSeconds: 60 };
