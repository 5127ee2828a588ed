const { dirname, join } = require('node:path');

// what `import fc from 'fast-check'` is in tests: properties begin from the same seed as all other made-up cases
const fastCheck = require(join(dirname(require.resolve('fast-check/package.json')), 'lib', 'cjs', 'fast-check.js'));
fastCheck.configureGlobal({ ...fastCheck.readConfigureGlobal(), seed: Number(process.env.TEST_SEED ?? 746_335) });

module.exports = fastCheck;
