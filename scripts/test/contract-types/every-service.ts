import type { Handlers, Publish, ServiceContract } from '@kada-mandiya/contract';
import * as contracts from '@kada-mandiya/service-contracts';
import type { AuthServiceContract, NotificationServiceContract } from '@kada-mandiya/service-contracts';

// Whatever a service serves, publishes and consumes, its contract is one that a kit can run.

export const every: readonly ServiceContract[] = [
  contracts.authService,
  contracts.notificationService,
  contracts.orderService,
  contracts.paymentService,
  contracts.productService,
  contracts.userService,
];

declare const publish: Publish<NotificationServiceContract>;
declare function serve(all: Handlers<AuthServiceContract, undefined>): void;

// @ts-expect-error notification-service publishes nothing
void publish('order.created', {});

// @ts-expect-error auth-service serves something
serve({});
