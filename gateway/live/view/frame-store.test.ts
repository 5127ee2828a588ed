import { createFrameBudget, FrameStore, type FrameBudget } from './frame-store';

const payload = (length = 10) => Buffer.alloc(length);

describe('frames', () => {
  let budget: FrameBudget;
  let store: FrameStore;
  beforeEach(() => {
    jest.useFakeTimers();
    budget = createFrameBudget({ bytes: 100, ms: 1_000 });
    store = new FrameStore(budget);
  });
  afterEach(() => jest.useRealTimers());

  function pass(ms: number): void {
    jest.advanceTimersByTime(ms);
    budget.expire();
  }
  const kept = () => [1, 2, 3, 4, 5].filter((position) => store.get(position));

  it('go when their time is over, and are renewed for as long again', () => {
    for (const position of [1, 2, 3]) store.put(position, payload());
    pass(900);
    store.renew(2);
    store.renew(5);
    pass(200);
    expect([kept(), budget.heldBytes]).toEqual([[2], 10]);
    pass(900);
    expect([kept(), budget.heldBytes]).toEqual([[], 0]);
  });

  it('go, the oldest first, where there are too many bytes, of whatever store', () => {
    const other = new FrameStore(budget);
    other.put(1, payload(40));
    store.put(1, payload(40));
    other.renew(1);
    store.put(2, payload(40));
    expect([kept(), other.get(1)?.length, budget.heldBytes]).toEqual([[2], 40, 80]);
  });

  it('that were made again are as old as they are, not as those before', () => {
    store.put(1, payload());
    pass(900);
    store.clear();
    store.put(1, payload(20));
    pass(200);
    expect([kept(), budget.heldBytes]).toEqual([[1], 20]);
    store.put(1, payload());
    expect(budget.heldBytes).toBe(10);
  });
});
