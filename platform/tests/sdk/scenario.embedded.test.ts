import { runningPlatform } from '../../testing/running-platform';
import { describeScenario } from '../../testing/scenario/twenty-people';

describeScenario({ texts: 2_000, start: () => runningPlatform() });
