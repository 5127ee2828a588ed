import { useSyncExternalStore } from 'react';
import { todayAt, type Today } from './times';

const EACH_MS = 60_000;
const listeners = new Set<() => void>();
let today: Today | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

function read(): Today {
  const now = todayAt(Date.now());
  return today?.day === now.day && today.zone === now.zone ? today : (today = now);
}

/** A machine that slept wakes up on another day, and in another zone, without an event: it looks each minute. */
function check(): void {
  const before = today;
  if (read() !== before) for (const listener of [...listeners]) listener();
  clearTimeout(timer);
  timer = setTimeout(check, Math.min(EACH_MS, untilMidnight()));
}

const untilMidnight = (): number => Math.max(1, new Date().setHours(24, 0, 0, 0) - Date.now());

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    document.addEventListener('visibilitychange', check);
    addEventListener('focus', check);
    check();
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    document.removeEventListener('visibilitychange', check);
    removeEventListener('focus', check);
    clearTimeout(timer);
  };
}

/** The reader's date and zone; what shows days is drawn again when it becomes another. */
export const useToday = (): Today => useSyncExternalStore(subscribe, () => today ?? read());
