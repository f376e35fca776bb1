import { authConfig } from '@kada-mandiya/auth';
import { kitConfig } from '@kada-mandiya/service-kit';
import { z } from 'zod';

/** Messages name the setting only: an address of a server may hold a password. */
export const config = kitConfig.extend(authConfig.shape).extend({
  /** `smtp://user:password@mail.example.com:587`, or `smtps://…` for TLS from the start. Without it, e-mails are written to the log only. */
  SMTP_URL: z
    .string()
    .refine((text) => URL.canParse(text) && ['smtp:', 'smtps:'].includes(new URL(text).protocol) && new URL(text).hostname !== '', 'must start with smtp:// or smtps://, with a host')
    .optional(),
  /** The sender. */
  MAIL_FROM: z.email('must be an e-mail address').default('no-reply@kada-mandiya.example'),
  /** `full` puts the address and the text of each e-mail into the log: for one machine, not for production. */
  LOG_MAIL: z.enum(['summary', 'full'], 'must be summary or full').default('summary'),
});
