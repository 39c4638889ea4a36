import { expect, it } from 'vitest';
import type { Call, PostingClient } from '../../src/adapters/discord/sending/posting-client.ts';
import { createWebhooks } from '../../src/adapters/discord/sending/webhooks.ts';

/** A Discord that shows these webhooks, and makes `900`. */
const openWith = (list: unknown) => {
  const calls: Call[] = [];
  const client: PostingClient = {
    call: async (call) => {
      calls.push(call);
      return { said: call.method === 'GET' ? list : { id: '900', token: 'made' } };
    },
  };
  return { webhooks: createWebhooks({ client, applicationId: 'app' }), calls };
};

it('takes no webhook that a person or another app made, though it is shown its token', async () => {
  const { webhooks } = openWith([
    { id: '1', token: 'of a person', application_id: null, name: 'Sounding Board' },
    { id: '2', token: 'of an app', application_id: 'other', name: 'Sounding Board' },
  ]);
  expect(await webhooks.get('c')).toEqual({ id: '900', token: 'made' });
});

it('takes the older of two of ours, so that two processes agree', async () => {
  const { webhooks, calls } = openWith([
    { id: '12', token: 'b', application_id: 'app' },
    { id: '3', token: 'a', application_id: 'app' },
  ]);
  expect(await webhooks.get('c')).toEqual({ id: '3', token: 'a' });
  expect(calls.length).toBe(1);
});

it('makes none where it could not read the list, and none only to look', async () => {
  const { webhooks, calls } = openWith('<html>');
  expect(await webhooks.get('c')).toEqual({ fault: 'unknown', error: 'no_list' });
  const empty = openWith([]);
  expect(await empty.webhooks.find('c')).toBe(undefined);
  expect([...calls, ...empty.calls].map(({ method }) => method)).toEqual(['GET', 'GET']);
});

it('forgets only the webhook that is gone, and not the one that was made since', async () => {
  const { webhooks, calls } = openWith([]);
  const made = await webhooks.get('c');
  webhooks.forget('c', { id: '1', token: 'older' });
  await webhooks.get('c');
  expect(calls.map(({ method }) => method)).toEqual(['GET', 'POST']);
  if ('id' in made) webhooks.forget('c', made);
  await webhooks.get('c');
  expect(calls.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'POST']);
});
