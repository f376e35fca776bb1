import { expect } from '@jest/globals';
import { drain, drainTexts, publish, textOf } from './messages.ts';
import { onEveryBroker } from './on-every-broker.ts';
import { closingOf, refusalOf } from './refusal.ts';
import type { Session } from './session.ts';

/** A queue bound to an exchange by one key, to see what arrives. */
async function boundQueue({ channel, queue }: Session, exchange: string, key: string): Promise<string> {
  const name = await queue();
  await channel.bindQueue(name, exchange, key);
  return name;
}

onEveryBroker('exchanges', (behaviour) => {
  behaviour('a direct exchange delivers where the binding key equals the routing key', async (session) => {
    const { channel } = session;
    const exchange = await session.exchange('direct');
    const red = await boundQueue(session, exchange, 'red');
    const blue = await boundQueue(session, exchange, 'blue');
    const alsoRed = await boundQueue(session, exchange, 'red');

    await publish(channel, exchange, 'red', '1');
    await publish(channel, exchange, 'blue', '2');
    await publish(channel, exchange, 're', '3');
    await publish(channel, exchange, 'red.', '4');

    expect(await drainTexts(channel, red)).toEqual(['1']);
    expect(await drainTexts(channel, blue)).toEqual(['2']);
    expect(await drainTexts(channel, alsoRed)).toEqual(['1']);
  });

  behaviour('a fanout exchange ignores the routing key', async (session) => {
    const { channel } = session;
    const exchange = await session.exchange('fanout');
    const one = await boundQueue(session, exchange, '');
    const other = await boundQueue(session, exchange, 'unused');

    await publish(channel, exchange, 'anything', 'a');
    await publish(channel, exchange, '', 'b');

    expect(await drainTexts(channel, one)).toEqual(['a', 'b']);
    expect(await drainTexts(channel, other)).toEqual(['a', 'b']);
  });

  const topicCases: readonly (readonly [pattern: string, matching: readonly string[], others: readonly string[]])[] = [
    ['order.created', ['order.created'], ['order', 'order.created.eu', 'Order.created', 'order.createdx']],
    ['order.*', ['order.created', 'order.'], ['order', 'order.created.eu']],
    ['*.created', ['order.created', '.created'], ['created', 'a.order.created']],
    ['order.#', ['order', 'order.created', 'order.created.eu', 'order.'], ['orders', 'an.order']],
    ['#', ['', 'order', 'order.created', '...'], []],
    ['*', ['order', 'é'], ['order.created', '.']],
    ['#.created', ['created', 'order.created', 'an.order.created'], ['created.order', 'order.createdx']],
    ['order.#.eu', ['order.eu', 'order.created.eu', 'order.a.b.eu', 'order.eu.eu'], ['order.eu.x', 'order']],
    ['#.#', ['', 'a', 'a.b'], []],
    ['*.#', ['a', 'a.b', '.'], []],
    ['#.*', ['a', 'a.b', 'a.b.c'], []],
    ['#.b.#', ['b', 'a.b', 'b.c', 'a.b.c', 'b.b'], ['a', 'ab', 'a.bb.c']],
    ['a.*.#.d', ['a.b.d', 'a.b.c.d'], ['a.d', 'a.b', 'a.b.d.e']],
    ['a*', ['a*'], ['ab', 'a']],
    ['a#', ['a#'], ['ab', 'a.b']],
  ];
  for (const [pattern, matching, others] of topicCases) {
    behaviour(`a topic binding ${pattern} takes ${matching.join(' ')}, not ${others.join(' ')}`, async (session) => {
      const { channel } = session;
      const exchange = await session.exchange('topic');
      const bound = await boundQueue(session, exchange, pattern);

      for (const key of [...others, ...matching]) await publish(channel, exchange, key, key);

      expect(await drainTexts(channel, bound)).toEqual(matching);
    });
  }

  behaviour('a queue bound twice with overlapping patterns gets a message once', async (session) => {
    const { channel } = session;
    const exchange = await session.exchange('topic');
    const queue = await boundQueue(session, exchange, 'order.*');
    await channel.bindQueue(queue, exchange, '#');
    await channel.bindQueue(queue, exchange, 'order.*');

    await publish(channel, exchange, 'order.paid', 'once');

    expect(await drainTexts(channel, queue)).toEqual(['once']);
  });

  behaviour('a binding made twice is gone after one unbinding', async (session) => {
    const { channel } = session;
    const exchange = await session.exchange('topic');
    const queue = await boundQueue(session, exchange, 'a.*');
    await channel.bindQueue(queue, exchange, 'a.*');
    await channel.bindQueue(queue, exchange, 'b.#');
    await channel.unbindQueue(queue, exchange, 'a.*');

    await publish(channel, exchange, 'a.x', 'unbound');
    await publish(channel, exchange, 'b.x', 'bound');

    expect(await drainTexts(channel, queue)).toEqual(['bound']);
  });

  behaviour('unbinding what was never bound is not an error', async (session) => {
    const { channel } = session;
    const exchange = await session.exchange('topic');
    const queue = await session.queue();

    await expect(channel.unbindQueue(queue, exchange, 'never')).resolves.toEqual({});
  });

  behaviour('the default exchange delivers to the queue named by the routing key', async ({ channel, queue }) => {
    const name = await queue();

    await publish(channel, '', name, 'direct');
    const [message] = await drain(channel, name);

    expect(message?.fields).toMatchObject({ exchange: '', routingKey: name, redelivered: false });
  });

  const defaultExchangeIsClosed: readonly (readonly [string, (session: Session) => Promise<unknown>])[] = [
    ['bound to', async ({ channel, queue }) => channel.bindQueue(await queue(), '', 'key')],
    ['unbound from', async ({ channel, queue }) => channel.unbindQueue(await queue(), '', 'key')],
    ['bound to an exchange', async ({ channel, exchange }) => channel.bindExchange(await exchange('topic'), '', 'key')],
    ['declared', ({ channel }) => channel.assertExchange('', 'direct')],
    ['deleted', ({ channel }) => channel.deleteExchange('')],
  ];
  for (const [what, attempt] of defaultExchangeIsClosed) {
    behaviour(`the default exchange cannot be ${what} (403)`, async (session) => {
      expect(await refusalOf(attempt(session))).toEqual({
        code: 403,
        text: 'ACCESS_REFUSED - operation not permitted on the default exchange',
      });
    });
  }

  behaviour('the standard exchanges are there', async ({ channel }) => {
    for (const name of ['amq.direct', 'amq.fanout', 'amq.topic', 'amq.headers', 'amq.match']) {
      await expect(channel.checkExchange(name)).resolves.toEqual({});
    }
  });

  behaviour('the standard exchanges can be declared as they are', async ({ channel }) => {
    await expect(channel.assertExchange('amq.topic', 'topic')).resolves.toEqual({ exchange: 'amq.topic' });
  });

  behaviour('a name with the prefix amq. is refused for an exchange (403)', async ({ channel }) => {
    expect(await refusalOf(channel.assertExchange('amq.mine', 'topic'))).toEqual({
      code: 403,
      text: "ACCESS_REFUSED - exchange name 'amq.mine' contains reserved prefix 'amq.*'",
    });
  });

  behaviour('a standard exchange is not deleted (403)', async ({ channel }) => {
    expect(await refusalOf(channel.deleteExchange('amq.topic'))).toEqual({
      code: 403,
      text: "ACCESS_REFUSED - deletion of system exchange 'amq.topic' in vhost '/' not allowed",
    });
  });

  behaviour('an unknown exchange type closes the connection (503)', async (session) => {
    const connection = await session.connect();
    const channel = await session.openChannel(connection);

    const declared = refusalOf(channel.assertExchange(session.name(), 'no-such-type'));

    expect(await closingOf(connection)).toEqual({
      code: 503,
      text: "COMMAND_INVALID - unknown exchange type 'no-such-type'",
    });
    await declared;
  });

  behaviour('a passive declare of an exchange that is not there is 404', async ({ channel, name }) => {
    const missing = name('missing');
    expect(await refusalOf(channel.checkExchange(missing))).toEqual({
      code: 404,
      text: `NOT_FOUND - no exchange '${missing}' in vhost '/'`,
    });
  });

  behaviour('publishing to an exchange that is not there closes the channel (404)', async ({ channel, name }) => {
    const missing = name('missing');
    channel.publish(missing, 'key', Buffer.from('x'));
    expect(await closingOf(channel)).toEqual({
      code: 404,
      text: `NOT_FOUND - no exchange '${missing}' in vhost '/'`,
    });
  });

  behaviour('binding to an exchange that is not there is 404', async ({ channel, name, queue }) => {
    const missing = name('missing');
    expect(await refusalOf(channel.bindQueue(await queue(), missing, 'key'))).toEqual({
      code: 404,
      text: `NOT_FOUND - no exchange '${missing}' in vhost '/'`,
    });
  });

  behaviour('binding a queue that is not there is 404', async ({ channel, name, exchange }) => {
    const missing = name('missing');
    expect(await refusalOf(channel.bindQueue(missing, await exchange('topic'), 'key'))).toEqual({
      code: 404,
      text: `NOT_FOUND - no queue '${missing}' in vhost '/'`,
    });
  });

  behaviour('declaring an exchange again with equal properties is not an error', async ({ channel, exchange }) => {
    const name = await exchange('topic', { durable: false, autoDelete: false });
    await expect(channel.assertExchange(name, 'topic', { durable: false })).resolves.toEqual({ exchange: name });
  });

  const inequivalent: readonly (readonly [arg: string, received: string, current: string, 'direct' | 'topic', object])[] = [
    ['type', "'direct'", "'topic'", 'direct', {}],
    ['durable', "'false'", "'true'", 'topic', { durable: false }],
    ['auto_delete', "'true'", "'false'", 'topic', { autoDelete: true }],
    ['internal', "'true'", "'false'", 'topic', { internal: true }],
    ['alternate-exchange', "the value 'other' of type 'longstr'", 'none', 'topic', { alternateExchange: 'other' }],
  ];
  for (const [arg, received, current, type, options] of inequivalent) {
    behaviour(`declaring an exchange again with another ${arg} is 406`, async ({ channel, exchange }) => {
      const name = await exchange('topic');
      expect(await refusalOf(channel.assertExchange(name, type, options))).toEqual({
        code: 406,
        text:
          `PRECONDITION_FAILED - inequivalent arg '${arg}' for exchange '${name}' in vhost '/': ` +
          `received ${received} but current is ${current}`,
      });
    });
  }

  behaviour('an exchange with bindings is not deleted if-unused (406), a free one is', async (session) => {
    const exchange = await session.exchange('topic');
    await boundQueue(session, exchange, 'key');
    const unused = await session.exchange('topic');
    const other = await session.openChannel();

    await expect(session.channel.deleteExchange(unused, { ifUnused: true })).resolves.toEqual({});
    expect(await refusalOf(other.deleteExchange(exchange, { ifUnused: true }))).toEqual({
      code: 406,
      text: `PRECONDITION_FAILED - exchange '${exchange}' in vhost '/' in use`,
    });
  });

  behaviour('deleting an exchange that is not there is not an error', async ({ channel, name }) => {
    await expect(channel.deleteExchange(name('missing'))).resolves.toEqual({});
  });

  behaviour('an auto-delete exchange goes with its last binding, not before', async (session) => {
    const { channel } = session;
    const exchange = await session.exchange('topic', { autoDelete: true });
    const first = await boundQueue(session, exchange, 'a');
    const second = await boundQueue(session, exchange, 'b');

    await channel.unbindQueue(first, exchange, 'a');
    await channel.checkExchange(exchange);
    await channel.deleteQueue(second);

    expect(await refusalOf(channel.checkExchange(exchange))).toMatchObject({ code: 404 });
  });

  behaviour('publishing to an internal exchange is refused (403), reaching it over a binding is not', async (session) => {
    const { channel } = session;
    const internal = await session.exchange('fanout', { internal: true });
    const entry = await session.exchange('fanout');
    await channel.bindExchange(internal, entry, '');
    const queue = await boundQueue(session, internal, '');

    await publish(channel, entry, '', 'over the binding');
    const other = await session.openChannel();
    other.publish(internal, '', Buffer.from('directly'));

    expect(await closingOf(other)).toEqual({
      code: 403,
      text: `ACCESS_REFUSED - cannot publish to internal exchange '${internal}' in vhost '/'`,
    });
    expect(await drainTexts(channel, queue)).toEqual(['over the binding']);
  });

  behaviour('deleting an exchange removes its bindings', async (session) => {
    const { channel } = session;
    const exchange = await session.exchange('fanout');
    const queue = await boundQueue(session, exchange, '');
    await channel.deleteExchange(exchange);
    await channel.assertExchange(exchange, 'fanout');

    await publish(channel, exchange, '', 'nobody');

    expect(await drain(channel, queue)).toEqual([]);
  });
});

onEveryBroker('bindings between exchanges', (behaviour) => {
  behaviour('messages go on by the routing key, the delivery names the first exchange', async (session) => {
    const { channel } = session;
    const entry = await session.exchange('topic');
    const onward = await session.exchange('direct');
    await channel.bindExchange(onward, entry, 'order.#');
    const queue = await boundQueue(session, onward, 'order.paid');

    await publish(channel, entry, 'order.paid', 'both match');
    await publish(channel, entry, 'order.created', 'only the first matches');
    const messages = await drain(channel, queue);

    expect(messages.map(textOf)).toEqual(['both match']);
    expect(messages[0]?.fields).toMatchObject({ exchange: entry, routingKey: 'order.paid' });
  });

  behaviour('a queue reached on two ways gets a message once, and a circle ends', async (session) => {
    const { channel } = session;
    const first = await session.exchange('fanout');
    const second = await session.exchange('fanout');
    await channel.bindExchange(second, first, '');
    await channel.bindExchange(first, second, '');
    const queue = await boundQueue(session, first, '');
    await channel.bindQueue(queue, second, '');

    await publish(channel, first, '', 'once');

    expect(await drainTexts(channel, queue)).toEqual(['once']);
  });

  behaviour('an exchange that is deleted and made again is bound no more', async (session) => {
    const { channel } = session;
    const [from, to] = [await session.exchange('fanout'), await session.exchange('fanout')];
    const queue = await session.queue();
    await channel.bindExchange(to, from, '');
    await channel.deleteExchange(to);
    await channel.assertExchange(to, 'fanout');
    await channel.bindQueue(queue, to, '');
    await publish(channel, from, '', 'nobody is bound');
    await publish(channel, to, '', 'to the new one');

    expect(await drainTexts(channel, queue)).toEqual(['to the new one']);
  });

  behaviour('unbinding ends it', async (session) => {
    const { channel } = session;
    const entry = await session.exchange('fanout');
    const onward = await session.exchange('fanout');
    await channel.bindExchange(onward, entry, 'key');
    const queue = await boundQueue(session, onward, '');
    await channel.unbindExchange(onward, entry, 'key');

    await publish(channel, entry, 'key', 'nobody');

    expect(await drain(channel, queue)).toEqual([]);
  });

  behaviour('binding to an exchange that is not there is 404', async ({ channel, exchange, name }) => {
    const missing = name('missing');
    expect(await refusalOf(channel.bindExchange(await exchange('topic'), missing, ''))).toEqual({
      code: 404,
      text: `NOT_FOUND - no exchange '${missing}' in vhost '/'`,
    });
  });
});

onEveryBroker('headers exchanges', (behaviour) => {
  const headerCases: readonly (readonly [string, object, readonly object[], readonly object[]])[] = [
    ['all by default', { a: 1, b: 'x' }, [{ a: 1, b: 'x' }, { a: 1, b: 'x', c: true }], [{ a: 1 }, { b: 'x' }, { a: 2, b: 'x' }, {}]],
    ['all', { 'x-match': 'all', a: 1, b: 'x' }, [{ a: 1, b: 'x' }], [{ a: 1 }, { a: 1, b: 'y' }]],
    ['any', { 'x-match': 'any', a: 1, b: 'x' }, [{ a: 1 }, { b: 'x' }, { a: 2, b: 'x' }], [{ c: 1 }, { a: 2 }, {}]],
    ['no header: all', {}, [{}, { a: 1 }], []],
    ['no header: any', { 'x-match': 'any' }, [], [{}, { a: 1 }]],
    ['null: the header is there', { a: null }, [{ a: 1 }, { a: 'x' }], [{ b: 1 }, {}]],
    ['x- headers are left out of the match', { 'x-tenant': 1, a: 1 }, [{ a: 1 }, { a: 1, 'x-tenant': 2 }], [{ 'x-tenant': 1 }]],
    ['all-with-x', { 'x-match': 'all-with-x', 'x-a': 1, b: 1 }, [{ 'x-a': 1, b: 1 }], [{ b: 1 }, { 'x-a': 2, b: 1 }]],
    ['any-with-x', { 'x-match': 'any-with-x', 'x-a': 1, b: 1 }, [{ 'x-a': 1 }, { b: 1 }], [{ 'x-a': 2 }]],
    ['number and text differ', { a: 1 }, [{ a: 1 }], [{ a: '1' }]],
  ];
  for (const [rule, bindingArguments, matching, others] of headerCases) {
    behaviour(`match ${rule}`, async ({ channel, exchange, queue }) => {
      const headers = await exchange('headers');
      const bound = await queue();
      await channel.bindQueue(bound, headers, 'ignored', bindingArguments);

      for (const each of [...others, ...matching]) {
        await publish(channel, headers, 'any key', JSON.stringify(each), { headers: each });
      }

      expect(await drainTexts(channel, bound)).toEqual(matching.map((each) => JSON.stringify(each)));
    });
  }

  behaviour('an x-match that does not exist is refused (406)', async ({ channel, exchange, queue }) => {
    const headers = await exchange('headers');
    expect(await refusalOf(channel.bindQueue(await queue(), headers, '', { 'x-match': 'some', a: 1 }))).toEqual({
      code: 406,
      text: 'PRECONDITION_FAILED - Invalid x-match field value <<"some">>; expected all, any, all-with-x, or any-with-x',
    });
  });

  behaviour('two bindings with the same key and other arguments are two bindings', async ({ channel, exchange, queue }) => {
    const headers = await exchange('headers');
    const bound = await queue();
    await channel.bindQueue(bound, headers, 'key', { a: 1 });
    await channel.bindQueue(bound, headers, 'key', { b: 1 });
    await channel.unbindQueue(bound, headers, 'key', { a: 1 });

    await publish(channel, headers, '', 'a', { headers: { a: 1 } });
    await publish(channel, headers, '', 'b', { headers: { b: 1 } });

    expect(await drainTexts(channel, bound)).toEqual(['b']);
  });
});

onEveryBroker('alternate exchanges', (behaviour) => {
  behaviour('take what the exchange cannot route, and nothing else', async (session) => {
    const { channel } = session;
    const alternate = await session.exchange('fanout');
    const exchange = await session.exchange('topic', { alternateExchange: alternate });
    const routed = await boundQueue(session, exchange, 'known.*');
    const unrouted = await boundQueue(session, alternate, '');
    const returned: string[] = [];
    channel.on('return', (message) => returned.push(textOf(message)));

    await publish(channel, exchange, 'known.key', '1');
    await publish(channel, exchange, 'unknown.key', '2', { mandatory: true });
    const messages = await drain(channel, unrouted);

    expect(await drainTexts(channel, routed)).toEqual(['1']);
    expect(messages.map(textOf)).toEqual(['2']);
    expect(messages[0]?.fields).toMatchObject({ exchange, routingKey: 'unknown.key' });
    expect(returned).toEqual([]);
  });

  behaviour('that do not exist are ignored, the message counts as unroutable', async ({ channel, exchange, name }) => {
    const exchangeName = await exchange('topic', { alternateExchange: name('missing') });
    const returned: string[] = [];
    channel.on('return', (message) => returned.push(textOf(message)));

    await publish(channel, exchangeName, 'key', 'nowhere', { mandatory: true });

    expect(returned).toEqual(['nowhere']);
  });
});
