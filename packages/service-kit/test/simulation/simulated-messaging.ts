import type { Messaging, Publisher } from '@kada-mandiya/rabbitmq-client';
import { consumeOn } from './simulated-consumer.ts';
import { linkOf, type MessagingTools } from './simulated-link.ts';
import { publisherOn } from './simulated-publisher.ts';

/** One process's connection to the simulated broker, with the promises of the real one. */
export interface SimulatedMessaging extends Pick<Messaging, 'consumeGroups'> {
  readonly publisher: Pick<Publisher, 'send'>;
  /** The connection is gone; it connects again where the process lives and the broker is there. */
  cut(): void;
  close(): void;
}

export function simulatedMessaging(tools: MessagingTools): SimulatedMessaging {
  const link = linkOf(tools);
  return {
    publisher: publisherOn(tools, link),
    consumeGroups: (consumption, handle, options = {}) => consumeOn(tools, link, { consumption, handle, prefetch: options.prefetch ?? consumption.prefetch }),
    cut: () => link.cut(),
    close: () => link.close(),
  };
}
