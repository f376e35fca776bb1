export { newEventId } from './event-id.ts';
export { startPurging, type Purging, type PurgingOptions } from './purging.ts';
export { inTwoSteps, type Apply, type Reaction, type ServiceReactions, type TwoSteps } from './reaction.ts';
export { startReactions, type ReactionCounts, type ReactionsOptions, type RunningReactions } from './reactions.ts';
export { startRelay, type Relay, type RelayCounts, type RelayOptions } from './relay.ts';
export { replayHistory, ReplayRefusedError, type Replayed, type ReplayOptions } from './replay.ts';
export { createUnits, PublishRefusedError, type HandlerTools, type ServiceUnit, type Units, type UnitsOptions, type WorkUnit } from './units.ts';
