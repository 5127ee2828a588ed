import { createContext, useContext } from 'react';

export const ViewerContext = createContext('');

/** Id of who is looking. */
export const useViewerId = (): string => useContext(ViewerContext);
