import type { Metrics } from '@parley/runtime/metrics/metrics';

/** How many sockets there are, how many came, and how many were not let in, by HTTP status. */
export function measureSockets(metrics: Metrics, open: () => number) {
  const gauge = metrics.gauge({ name: 'parley_gateway_open_sockets', help: 'Open WebSockets' });
  const upgrades = metrics.counter({
    name: 'parley_gateway_socket_upgrades_total',
    help: 'WebSocket upgrade requests; status: 101, or the status of the refusal',
    labels: ['status'],
  });
  const exceeded = metrics.counter({
    name: 'parley_gateway_socket_floods_total',
    help: 'Sockets closed with 1008, because their client sent too many frames or bytes',
  });
  let stopReading: (() => void) | undefined;
  return {
    start(): void {
      stopReading = gauge.read(open);
    },
    came(refusal: number | undefined): void {
      upgrades.add(1, { status: String(refusal ?? 101) });
    },
    exceeded: (): void => exceeded.add(1),
    stop(): void {
      stopReading?.();
    },
  };
}
