/// <reference types="jest" />
import { describeMatching } from './conformance-matching';
import { describeResults } from './conformance-results';
import { createScene, type Subject } from './conformance-scene';

/** What every adapter of SearchIndex does. Call it in the adapter's test file. */
export function describeSearchIndex(adapter: string, open: () => Promise<Subject>): void {
  describe(`${adapter} as SearchIndex`, () => {
    let subject: Subject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject.close());

    const scene = createScene(() => subject);
    describeMatching(scene);
    describeResults(scene);
  });
}
