import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { connect } from '../index.js';
import { ParleyProvider, useConnection, useConversation, useParley, useTimeline } from './index.js';

const Room = () => {
  const { id } = useConversation('c');
  return createElement('p', null, `${id} ${useTimeline('c').status} ${useConnection().status}`);
};

it('hooks show what the stores of the client above are', async () => {
  const client = connect({ url: 'http://localhost:1' });
  expect(renderToStaticMarkup(createElement(ParleyProvider, { client }, createElement(Room)))).toBe(
    '<p>c loading idle</p>',
  );
  await client.close();
});

it('a hook without a client says what it needs', () => {
  const Lost = () => createElement('p', null, useParley().session.get().status);
  expect(() => renderToStaticMarkup(createElement(Lost))).toThrow('ParleyProvider');
});
