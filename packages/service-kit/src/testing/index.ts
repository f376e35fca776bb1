export { ContractViolation, type CheckedAnswer } from './answer-check.ts';
export { createContractClient, type CallOptions, type ContractClient, type ContractClientOptions, type LooseRequest } from './contract-client.ts';
