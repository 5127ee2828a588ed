import { misspelledSettings } from './misspelled-settings';
import { DECLARATIONS } from './settings';

it.each([
  [{ REDIS_ULR: 'x' }, [['REDIS_ULR', 'REDIS_URL']]],
  [{ DATABASE_URI: 'x' }, [['DATABASE_URI', 'DATABASE_URL']]],
  [{ database_url: 'x' }, [['database_url', 'DATABASE_URL']]],
  [{ DATABSE_URL_FILE: 'x' }, [['DATABSE_URL_FILE', 'DATABASE_URL_FILE']]],
  [{ PATH: 'x', HOSTNAME: 'x', PORTS: 'x', AWS_REGION: 'x', NODE_ENV: 'x' }, []],
  [{ REDIS_URL: 'x', REDIS_URLS: 'x' }, []],
])('of %j it means %j', (environment, meant) => {
  expect(misspelledSettings(DECLARATIONS, environment)).toEqual(meant);
});
