import type { Caller } from '@kada-mandiya/contract';

/** Why a token is refused: for the log, not for the one who sent it. */
export type RefusalReason =
  | 'malformed'
  | 'algorithm'
  | 'unknown-key'
  | 'signature'
  | 'issuer'
  | 'audience'
  | 'claims'
  | 'not-yet-valid'
  | 'expired';

/** What a token proves. */
export type Verification =
  | {
      readonly kind: 'verified';
      /** Frozen: requests with the same token share it. */
      readonly caller: Caller;
      readonly expiresAt: Date;
    }
  | { readonly kind: 'refused'; readonly reason: RefusalReason };
