const { TestEnvironment } = require('jest-environment-node');
const { setTimeout: delay } = require('node:timers/promises');

/** Resources that a test file must close: https://nodejs.org/api/process.html#processgetactiveresourcesinfo */
const KINDS = ['TCPServerWrap', 'TCPSocketWrap', 'PipeServerWrap', 'ProcessWrap', 'Timeout'];
/**
 * Libraries let timeouts expire (knex after 60 s, for a connection that nobody waits for); a timer that goes on is a leak.
 * Others use the same processors.
 */
const PATIENCE_MS = 150_000;

function open() {
  const resources = process.getActiveResourcesInfo();
  return KINDS.map((kind) => resources.filter((resource) => resource === kind).length);
}

/**
 * Fails a test file that leaves servers, sockets, processes or timers open, and a test that takes longer than its project
 * allows.
 */
class LeakFreeEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.timeLimitMs = config.projectConfig.testEnvironmentOptions.timeLimitMs;
  }

  async setup() {
    await super.setup();
    // jest has no time limit for a project: this is what `jest.setTimeout` sets
    this.global[Symbol.for('TEST_TIMEOUT_SYMBOL')] = this.timeLimitMs;
    this.before = open();
  }

  async teardown() {
    const deadline = performance.now() + PATIENCE_MS;
    let left = this.left();
    while (left.length > 0 && performance.now() < deadline) {
      await delay(20, undefined, { ref: false });
      left = this.left();
    }
    await super.teardown();
    if (left.length > 0) throw new Error(`The tests of this file left open: ${left.join(', ')}`);
  }

  left() {
    return open().flatMap((count, i) => (count > this.before[i] ? [`${count - this.before[i]} ${KINDS[i]}`] : []));
  }
}

module.exports = LeakFreeEnvironment;
