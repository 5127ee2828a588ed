/** A part that loops or listens. `stop` drains, and resolves when all of its work has ended. */
export interface Service {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Several services as one: started in the order given, stopped in reverse, also those before one that failed to start. */
export function serviceGroup(name: string, services: readonly Service[]): Service {
  const running: Service[] = [];
  const stop = async () => {
    for (let service = running.pop(); service; service = running.pop()) await service.stop();
  };
  return {
    name,
    async start() {
      try {
        for (const service of services) {
          await service.start();
          running.push(service);
        }
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
  };
}
