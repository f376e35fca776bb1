export { loadGatewayConfig, type GatewayConfig } from './config.ts';
export { startGateway, type Gateway, type GatewayOptions, type GatewaySettings } from './gateway.ts';
export type { Timeouts } from './upstreams.ts';
