export { startBroker, type Broker, type BrokerLogger, type BrokerOptions } from './broker.ts';
