import { value } from '@parley/testing/acting';
import { until } from '@parley/testing/until';
import { uploadFile } from '@parley/testing/uploading';
import { runningPlatform } from '../testing/running-platform';
import { findDownloaders } from './downloads';

const URL_OF = 'query ($id: ID!) { attachment(id: $id) { url thumbnails { url } } }';

it('finds who was given URLs of many attachments, and from where', async () => {
  const platform = await runningPlatform();
  const [many, few] = await platform.people('Many', 'Few');
  for (const [client, files] of [
    [many, 3],
    [few, 1],
  ] as const)
    for (let n = 0; n < files; n++) {
      const id = await uploadFile(client, `${n}.txt`);
      for (let times = 0; times < 2; times++) await value(client.request(URL_OF, { id }));
    }
  const found = await until(async () => {
    const all = await findDownloaders(platform.database, { hours: 1, least: 2 });
    return all[0]?.attachments === 3 && all;
  });
  expect(found).toMatchObject([{ actor: many.userId, attachments: 3, addresses: ['127.0.0.1'] }]);
  await Promise.all([many.close(), few.close()]);
  await platform.close();
});
