import { newOpaqueToken } from '@parley/identity/opaque-token';

/** Identifies keys, for example to secret scanners of repositories. */
const PREFIX = 'parley_key_';
const KEY = new RegExp(`^${PREFIX}[\\w-]{43}$`);

/** 256 random bits. */
export const newBotKey = (): string => PREFIX + newOpaqueToken();

export const isBotKey = (text: string): boolean => KEY.test(text);
