import { service as authService } from '../../services/auth-service/src/service.ts';
import { service as notificationService } from '../../services/notification-service/src/service.ts';
import { service as orderService } from '../../services/order-service/src/service.ts';
import { service as paymentService } from '../../services/payment-service/src/service.ts';
import { service as productService } from '../../services/product-service/src/service.ts';
import { service as userService } from '../../services/user-service/src/service.ts';
import { launch, loadConfig, type LaunchOptions, type RunningService } from '@kada-mandiya/service-kit';

type Environment = Readonly<Record<string, string | undefined>>;

/** Starts one service from environment variables. */
export type StartPart = (environment: Environment, options: LaunchOptions) => Promise<RunningService>;

/** The services of the shop, by name. */
export const shopServices = {
  'auth-service': (environment, options) => launch(authService, loadConfig(authService.config, environment), options),
  'user-service': (environment, options) => launch(userService, loadConfig(userService.config, environment), options),
  'product-service': (environment, options) => launch(productService, loadConfig(productService.config, environment), options),
  'order-service': (environment, options) => launch(orderService, loadConfig(orderService.config, environment), options),
  'payment-service': (environment, options) => launch(paymentService, loadConfig(paymentService.config, environment), options),
  'notification-service': (environment, options) => launch(notificationService, loadConfig(notificationService.config, environment), options),
} satisfies Readonly<Record<string, StartPart>>;

export type ServiceName = keyof typeof shopServices;

export const serviceNames: readonly ServiceName[] = [
  'auth-service',
  'user-service',
  'product-service',
  'order-service',
  'payment-service',
  'notification-service',
];
