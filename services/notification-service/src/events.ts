import type { EventEnvelope } from '@kada-mandiya/contract';
import type { NotificationServiceContract } from '@kada-mandiya/service-contracts/notification-service';
import type { ServiceReactions, ServiceUnit } from '@kada-mandiya/service-kit';
import { orderCancelled, orderPaid, paymentFailed, type Message } from './emails.ts';
import { newNotification } from './notification.ts';
import type { Bell } from './postman.ts';
import type { NotificationReads, NotificationStore } from './store.ts';

type Unit = ServiceUnit<NotificationServiceContract, NotificationStore>;

export interface ReactionParts {
  readonly now: () => Date;
  readonly bell: Bell;
}

/** Each event becomes a notification, whether the address is known yet or not: the postman waits for it. */
export function reactionsWith({ now, bell }: ReactionParts): ServiceReactions<NotificationServiceContract, NotificationStore, NotificationReads> {
  const tell = async ({ eventId, correlationId }: EventEnvelope, userId: string, message: Message, { store, afterCommit }: Unit): Promise<void> => {
    await store.add(newNotification({ eventId, correlationId, userId, message }, now()));
    afterCommit(() => bell.ring());
  };
  return {
    'user.registered': async ({ data: { userId, email, name } }, { store, afterCommit }) => {
      await store.remember({ userId, email, name });
      afterCommit(() => bell.ring());
    },
    'order.paid': async (event, unit) => {
      const recipient = await unit.store.recipient(event.data.userId);
      await tell(event, event.data.userId, orderPaid(event.data, recipient?.name), unit);
    },
    'payment.failed': (event, unit) => tell(event, event.data.userId, paymentFailed(event.data), unit),
    'order.cancelled': (event, unit) => tell(event, event.data.userId, orderCancelled(event.data), unit),
    'notification.send': (event, unit) => {
      const { userId, kind, subject, body } = event.data;
      return tell(event, userId, { kind, subject, body }, unit);
    },
  };
}
