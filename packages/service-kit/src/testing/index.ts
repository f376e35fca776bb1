export { ContractViolation, type CheckedAnswer } from './answer-check.ts';
export { createContractClient, type CallOptions, type ContractClient, type ContractClientOptions, type LooseRequest } from './contract-client.ts';
export type { Ended } from './endings.ts';
export { watchEvents, type EventWatch, type EventWatchOptions } from './event-watch.ts';
export { keptLog, type LogLine } from './kept-log.ts';
export { manualClock, type ManualClock } from './manual-clock.ts';
export { startService, type PublishedEvent, type ReceiveOptions, type ServiceUnderTest, type StartServiceOptions } from './start-service.ts';
export { startTestBus, type TestBus, type TestBusOptions } from './test-bus.ts';
