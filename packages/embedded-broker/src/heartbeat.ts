/** What a heartbeat watches and does. */
export interface HeartbeatTarget {
  /** Whether anything was sent since the last call. */
  sent(): boolean;
  /** Whether anything was received since the last call. */
  received(): boolean;
  /** Sends a heartbeat. */
  beat(): void;
  /** Nothing came for two intervals. */
  lost(): void;
}

/** Calls back again and again until the returned function is called. */
export type Every = (milliseconds: number, call: () => void) => () => void;

const everyByTimer: Every = (milliseconds, call) => {
  const timer = setInterval(call, milliseconds);
  return () => clearInterval(timer);
};

/**
 * Watches a connection, twice in each interval (AMQP 0-9-1, 4.2.7).
 * @param seconds the negotiated interval; 0 watches nothing.
 * @returns what stops it.
 */
export function startHeartbeat(seconds: number, target: HeartbeatTarget, every: Every = everyByTimer): () => void {
  if (seconds === 0) return () => undefined;
  let silentHalves = 0;
  return every(seconds * 500, () => {
    silentHalves = target.received() ? 0 : silentHalves + 1;
    if (silentHalves >= 4) target.lost();
    else if (!target.sent()) target.beat();
  });
}
