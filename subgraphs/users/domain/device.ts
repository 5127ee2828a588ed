import { invalid } from '@parley/contracts/errors';
import { plainText } from '@parley/subgraph/text';

export const DEVICE_PLATFORMS = ['WEB', 'IOS', 'ANDROID', 'DESKTOP', 'BOT'] as const;
export type DevicePlatform = (typeof DEVICE_PLATFORMS)[number];

/** A client's description of its device. Without a fingerprint the device is a new one each time. */
export interface DeviceDescription {
  fingerprint?: string | null;
  name?: string | null;
  pushToken?: string | null;
  platform?: DevicePlatform | null;
}

/** Errors: VALIDATION_FAILED. */
export function checkDevice<T extends DeviceDescription>(
  device: T | null | undefined,
  field = 'input.device',
): T | undefined {
  if (!device) return undefined;
  if (device.fingerprint === '') throw invalid({ field: `${field}.fingerprint`, problem: 'is empty' });
  plainText(device.fingerprint ?? '', { field: `${field}.fingerprint`, max: 256 });
  plainText(device.name ?? '', { field: `${field}.name`, max: 100 });
  plainText(device.pushToken ?? '', { field: `${field}.pushToken`, max: 4_096 });
  return device;
}
