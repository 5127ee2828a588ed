import { describeLiveBus } from './conformance';
import { inProcessBus } from './in-process';

describeLiveBus('in-process', async () => {
  const bus = inProcessBus({ onError: () => undefined });
  return { bus, elsewhere: bus };
});
