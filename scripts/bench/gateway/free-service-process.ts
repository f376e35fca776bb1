/**
 * A service that costs next to nothing, so that what stands in front of it is what is measured: it answers each request
 * with the same kilobyte of JSON, without parsing more of it than where it ends.
 */
import { createServer } from 'node:net';

const body = JSON.stringify({ items: [{ orderId: '23b5222d-452c-4bab-a3db-622e20c87508', text: 'x'.repeat(900) }] });
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-correlation-id: ef09d1d3-ebf5-4bd7-bd75-2b6e7ab95b0e\r\ndate: Sun, 22 Nov 2026 20:00:00 GMT\r\nconnection: keep-alive\r\nkeep-alive: timeout=60\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
);

const server = createServer({ noDelay: true }, (socket) => {
  let pending = '';
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    pending += chunk.toString('latin1');
    for (let end = endOf(pending); end !== undefined; end = endOf(pending)) {
      pending = pending.slice(end);
      socket.write(answer);
    }
  });
});

/** Where the first whole request ends. */
function endOf(text: string): number | undefined {
  const head = text.indexOf('\r\n\r\n');
  if (head === -1) return undefined;
  const [, length = '0'] = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head)) ?? [];
  const end = head + 4 + Number(length);
  return text.length < end ? undefined : end;
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.send?.({ url: `http://127.0.0.1:${address.port}` });
});
process.once('disconnect', () => process.exit());
