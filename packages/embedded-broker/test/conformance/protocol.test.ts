import { expect } from '@jest/globals';
import type { BrokerUnderTest } from '../brokers-under-test.ts';
import { onEveryBroker } from './on-every-broker.ts';
import * as wires from './wire.ts';
import { methodFrame, openWire, shortText, uint16, type Tuning, type Wire } from './wire.ts';

const quiet: Tuning = { channelMax: 100, frameMax: 131_072, heartbeat: 0 };

/** A socket with an open connection on it, closed after the check. */
async function onWire(broker: BrokerUnderTest, tuning: Tuning, check: (wire: Wire) => Promise<void>): Promise<void> {
  const wire = await openWire(broker);
  try {
    await wires.login(wire, broker);
    expect((await wires.openVirtualHost(wire, tuning)).method).toBe('10.41');
    await check(wire);
  } finally {
    wire.socket.destroy();
  }
}

/** The text with which the broker closes the connection. */
async function closingText(wire: Wire): Promise<string> {
  return wires.closeText(await wire.until(({ method }) => method === '10.50'));
}

onEveryBroker('the protocol', (behaviour) => {
  for (const greeting of ['AMQP\x00\x00\x08\x00', 'GET / HTTP/1.1\r\n\r\n']) {
    behaviour(`the greeting ${JSON.stringify(greeting)} is answered with AMQP 0-9-1, and the end`, async ({ broker }) => {
      const wire = await openWire(broker);
      wire.write(Buffer.from(greeting, 'latin1'));

      expect((await wire.rest()).toString('latin1')).toBe(wires.protocolHeader.toString('latin1'));
    });
  }

  behaviour('a wrong password is answered with 403, then the end', async ({ broker }) => {
    const wire = await openWire(broker);
    await expect(wires.login(wire, broker, 'wrong')).rejects.toThrow(
      '403 ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile.',
    );
    wire.socket.destroy();
  });

  behaviour('an unknown virtual host is refused (530)', async ({ broker }) => {
    const wire = await openWire(broker);
    await wires.login(wire, broker);
    const answer = await wires.openVirtualHost(wire, quiet, 'no-such-host');

    expect(wires.closeText(answer)).toBe('530 NOT_ALLOWED - vhost no-such-host not found');
    wire.socket.destroy();
  });

  behaviour('the broker proposes limits', async ({ broker }) => {
    const wire = await openWire(broker);
    const tuning = await wires.login(wire, broker);

    expect(tuning.frameMax).toBe(131_072);
    expect(tuning.channelMax).toBeGreaterThan(1_000);
    expect(tuning.heartbeat).toBeGreaterThan(0);
    wire.socket.destroy();
  });

  behaviour('a frame_max above the one proposed is refused', async ({ broker }) => {
    const wire = await openWire(broker);
    await wires.login(wire, broker);
    // 3.10 hangs up without a word here.
    const opened = wires.openVirtualHost(wire, { ...quiet, frameMax: 1_000_000 });
    const answer = await opened.then(({ method }) => method, () => 'the end');

    expect(answer).not.toBe('10.41');
    wire.socket.destroy();
  });

  behaviour('more channels than negotiated are refused (530)', ({ broker }) =>
    onWire(broker, { ...quiet, channelMax: 2 }, async (wire) => {
      expect((await wires.openChannelOn(wire, 1)).method).toBe('20.11');
      expect((await wires.openChannelOn(wire, 2)).method).toBe('20.11');
      expect(wires.closeText(await wires.openChannelOn(wire, 3))).toBe(
        '530 NOT_ALLOWED - number of channels opened (2) has reached the negotiated channel_max (2)',
      );
    }));

  behaviour('heartbeats come at the agreed pace', ({ broker }) =>
    onWire(broker, { ...quiet, heartbeat: 1 }, async (wire) => {
      for (let beats = 0; beats < 3; beats += 1) {
        const { channel, payload } = await wire.until(({ type }) => type === 'heartbeat');
        expect([channel, payload.length]).toEqual([0, 0]);
        wire.write(wires.heartbeat);
      }
    }));

  behaviour('a client that says nothing for two heartbeats is cut off', ({ broker }) =>
    onWire(broker, { ...quiet, heartbeat: 1 }, async (wire) => {
      const started = Date.now();
      await wire.rest();
      expect(Date.now() - started).toBeGreaterThan(1_000);
    }));

  behaviour('a client that only beats is not cut off', ({ broker }) =>
    onWire(broker, { ...quiet, heartbeat: 1 }, async (wire) => {
      const beating = setInterval(() => wire.write(wires.heartbeat), 300);
      try {
        for (let beats = 0; beats < 6; beats += 1) await wire.until(({ type }) => type === 'heartbeat');
      } finally {
        clearInterval(beating);
      }
      expect((await wires.openChannelOn(wire, 1)).method).toBe('20.11');
    }));

  behaviour('a method on a channel that is not open closes the connection (504)', ({ broker }) =>
    onWire(broker, quiet, async (wire) => {
      wire.write(methodFrame(5, '60.10', Buffer.alloc(4), uint16(1), Buffer.from([0])));
      expect(await closingText(wire)).toBe("504 CHANNEL_ERROR - expected 'channel.open'");
    }));

  behaviour('opening a channel twice closes the connection (504)', ({ broker }) =>
    onWire(broker, quiet, async (wire) => {
      await wires.openChannelOn(wire, 1);
      expect(wires.closeText(await wires.openChannelOn(wire, 1))).toBe("504 CHANNEL_ERROR - second 'channel.open' seen");
    }));

  behaviour('a frame above the agreed size closes the connection (501)', ({ broker }) =>
    onWire(broker, { ...quiet, frameMax: 4_096 }, async (wire) => {
      await wires.openChannelOn(wire, 1);
      wire.write(wires.frame(3, 1, Buffer.alloc(5_000)));
      expect(await closingText(wire)).toMatch(/^501 FRAME_ERROR - /);
    }));

  behaviour('a frame without its end octet closes the connection (501)', ({ broker }) =>
    onWire(broker, quiet, async (wire) => {
      const broken = methodFrame(1, '20.10', shortText(''));
      broken.writeUInt8(0, broken.length - 1);
      wire.write(broken);
      expect(await closingText(wire)).toMatch(/^501 FRAME_ERROR - /);
    }));

  behaviour('a body where none was announced closes the connection (505)', ({ broker }) =>
    onWire(broker, quiet, async (wire) => {
      await wires.openChannelOn(wire, 1);
      wire.write(wires.frame(3, 1, Buffer.from('unasked')));
      expect(await closingText(wire)).toMatch(/^505 UNEXPECTED_FRAME - /);
    }));

  behaviour('a method that does not exist ends the connection', ({ broker }) =>
    onWire(broker, quiet, async (wire) => {
      await wires.openChannelOn(wire, 1);
      wire.write(methodFrame(1, '99.99'));
      // 3.10 hangs up without a word here.
      const closed = await wire.until(({ method }) => method === '10.50').catch(() => undefined);
      if (closed !== undefined) wire.write(methodFrame(0, '10.51'));

      await wire.rest();
    }));

  behaviour('a client that hangs up without a word takes nobody with it', async (session) => {
    const wire = await openWire(session.broker);
    await wires.login(wire, session.broker);
    await wires.openVirtualHost(wire, quiet);
    wire.socket.resetAndDestroy();

    await expect(session.channel.prefetch(1)).resolves.toEqual({});
    await expect(session.connect()).resolves.toBeDefined();
  });

  behaviour('garbage takes nobody with it', async (session) => {
    const wire = await openWire(session.broker);
    await wires.login(wire, session.broker);
    await wires.openVirtualHost(wire, quiet);
    wire.write(Buffer.alloc(20_000, 0xff));
    await wire.until(({ method }) => method === '10.50').catch(() => undefined);

    await expect(session.channel.prefetch(1)).resolves.toEqual({});
    await expect(session.connect()).resolves.toBeDefined();
    wire.socket.destroy();
  });

  behaviour('the frames of two channels may come in turns', ({ broker }) =>
    onWire(broker, quiet, async (wire) => {
      for (const channel of [1, 2]) await wires.openChannelOn(wire, channel);
      // Two messages to nobody, mandatory, with their frames interleaved: both come back whole.
      const publish = Buffer.concat([uint16(0), shortText(''), shortText('no-such-queue'), Buffer.from([1])]);
      const header = Buffer.concat([uint16(60), uint16(0), Buffer.alloc(7), Buffer.from([4]), uint16(0)]);
      for (const channel of [1, 2]) wire.write(methodFrame(channel, '60.40', publish));
      for (const channel of [1, 2]) wire.write(wires.frame(2, channel, header));
      for (const text of ['on', 'e!']) {
        for (const channel of [1, 2]) wire.write(wires.frame(3, channel, Buffer.from(text)));
      }
      const bodies: string[] = [];
      while (bodies.length < 2) {
        const { channel, payload } = await wire.until(({ type }) => type === 'body');
        bodies.push(`${channel} ${payload.toString()}`);
      }
      expect(bodies.sort()).toEqual(['1 one!', '2 one!']);
    }));
});
