/**
 * Seconds in which a message's weight falls to 1/e of a new one's. As a logarithm, relevance × e^(-age / DECAY) is
 * ln(relevance) + time / DECAY without the present time in it: scores don't change from one page to the next.
 */
export const DECAY = 90 * 24 * 3600;
