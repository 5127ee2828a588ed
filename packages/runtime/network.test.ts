import { networkOf } from './network';

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:1:2::9%eth0', '2001:db8:1:2::/64'],
  ['::1', '::/64'],
  ['unknown', ''],
  ['', ''],
])('the network of %j is %j', (address, network) => expect(networkOf(address)).toBe(network));
