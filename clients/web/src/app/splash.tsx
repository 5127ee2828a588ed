import { Mark } from '../design/mark';

/** While the session is read: a moment, so that nothing is told. */
export const Splash = () => (
  <main className="splash" aria-busy="true" aria-label="Parley">
    <Mark size={48} />
  </main>
);
