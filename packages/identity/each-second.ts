/** How a poller reads something each second: the pause together with the duration of a query makes a second. */
export const EACH_SECOND = { pollMs: 900, pauseMs: 900, maxPauseMs: 2_000 } as const;
