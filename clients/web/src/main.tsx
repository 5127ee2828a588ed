// first, as it says which layers of style come before others
import './design/index.css';
import '@fontsource-variable/inter/wght.css';
import { connect } from '@parley/client';
import { indexedDbStorage } from '@parley/client/storage/indexed-db';
import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import { deviceName } from './app/device-name';
import { leaveKeysToInputMethods } from './app/input-method';
import { loadTheRest } from './app/later';
import { followSystemTheme } from './app/theme';

followSystemTheme();
leaveKeysToInputMethods();
const parley = connect({
  url: location.origin,
  storage: indexedDbStorage(),
  device: { name: deviceName(navigator.userAgent), platform: 'WEB' },
});
createRoot(document.getElementById('app')!).render(<App parley={parley} />);
loadTheRest();
