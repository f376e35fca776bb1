import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** What a mail server was given. */
interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and text as they came over the wire. */
  readonly data: string;
}

export interface SmtpServer {
  /** `smtp://127.0.0.1:2525` */
  readonly url: string;
  readonly received: readonly ReceivedMail[];
  /** Resolves with the first mail that matches, received before or still to come. */
  seen(match: (mail: ReceivedMail) => boolean): Promise<ReceivedMail>;
  /** What is answered to a command from now on, instead of "yes"; `hang up` ends the connection. */
  answer(reply: (command: string) => string | undefined): void;
  stop(): Promise<void>;
}

/** The part of SMTP (RFC 5321) that a client needs to get rid of a mail. */
export async function startSmtpServer(): Promise<SmtpServer> {
  const received: ReceivedMail[] = [];
  const waiting = new Set<{ readonly match: (mail: ReceivedMail) => boolean; readonly found: (mail: ReceivedMail) => void }>();
  const sockets = new Set<Socket>();
  let special: (command: string) => string | undefined = () => undefined;
  const take = (mail: ReceivedMail): void => {
    received.push(mail);
    for (const one of waiting) if (one.match(mail)) one.found(mail);
  };
  const server = createServer((socket) => {
    sockets.add(socket.once('close', () => sockets.delete(socket)).on('error', () => socket.destroy()));
    converse(socket, (command) => special(command), take);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  return {
    url: `smtp://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    received,
    async seen(match) {
      const before = received.find(match);
      if (before !== undefined) return before;
      const { promise, resolve, reject } = Promise.withResolvers<ReceivedMail>();
      const timer = setTimeout(() => reject(new Error(`no such mail within 10 s; received: ${received.length}`)), 10_000);
      const one = { match, found: resolve };
      waiting.add(one);
      return promise.finally(() => {
        clearTimeout(timer);
        waiting.delete(one);
      });
    },
    answer: (reply) => (special = reply),
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function converse(socket: Socket, special: (command: string) => string | undefined, take: (mail: ReceivedMail) => void): void {
  let from = '';
  let to: string[] = [];
  let open = '';
  let isData = false;
  const say = (line: string): void => void socket.write(`${line}\r\n`);
  const hear = (line: string): void => {
    const reply = special(line);
    if (reply === 'hang up') socket.destroy();
    else if (reply !== undefined) say(reply);
    else if (/^EHLO/i.test(line)) say('250 mail.test');
    else if (/^DATA/i.test(line)) {
      isData = true;
      say('354 go on');
    } else if (/^QUIT/i.test(line)) {
      say('221 bye');
      socket.end();
    } else {
      if (/^MAIL FROM:/i.test(line)) [from, to] = [line.slice(10), []];
      if (/^RCPT TO:/i.test(line)) to.push(line.slice(8));
      say('250 ok');
    }
  };
  say('220 mail.test');
  socket.setEncoding('utf8').on('data', (part: string) => {
    open += part;
    for (;;) {
      const end = isData ? '\r\n.\r\n' : '\r\n';
      const at = open.indexOf(end);
      if (at < 0) return;
      const text = open.slice(0, at);
      open = open.slice(at + end.length);
      if (!isData) hear(text);
      else {
        isData = false;
        const reply = special('.');
        if (reply === 'hang up') socket.destroy();
        else {
          if (reply === undefined) take({ from, to, data: text });
          say(reply ?? '250 taken');
        }
      }
    }
  });
}
