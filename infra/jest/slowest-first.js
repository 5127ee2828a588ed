const { relative, sep } = require('node:path');
const SECONDS = require('./slow-files.json');

const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * Runs the slowest files first: one that begins last runs alone. Where jest has run before, it knows how long files take;
 * else it begins with the largest ones. `slow-files.json` has the seconds that files take alone which are slow and small,
 * as `npm test -- --json` tells them.
 */
class SlowestFirst extends Sequencer {
  sort(tests) {
    const seconds = ({ path, context }) => SECONDS[relative(context.config.rootDir, path).split(sep).join('/')] ?? 0;
    return [...super.sort(tests)].sort((a, b) => seconds(b) - seconds(a));
  }
}

module.exports = SlowestFirst;
