import type { FrameWriter } from './framing.ts';
import type { Owner, VirtualHost } from './vhost.ts';

/** What a channel needs of its connection. */
export interface Link {
  /** Frames that go out at the end of this turn of the event loop. */
  readonly output: FrameWriter;
  readonly vhost: VirtualHost;
  readonly user: string;
  /** Names the connection as the owner of exclusive queues. */
  readonly owner: Owner;
  /** Whether so much waits to be sent that nothing should be delivered. */
  readonly congested: boolean;
  /** Whether the client wants to hear of consumers that the broker cancels. */
  readonly cancelNotify: boolean;
  /** Has the output written at the end of this turn. */
  schedule(): void;
}
