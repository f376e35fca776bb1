import { connectByName, type Destination } from '@kada-mandiya/service-kit';
import { createTransport } from 'nodemailer';

interface Email {
  /** The same for each attempt: a mail server, or the reader's, can tell that it is the same. */
  readonly id: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
}

export interface Mailer {
  /** Resolves when the mail server has taken it. @throws the server's error */
  send(email: Email): Promise<void>;
}

export interface MailerOptions {
  readonly url: string;
  readonly from: string;
}

const withinMs = 10_000;

/** Where an SMTP address leads: submission (RFC 6409) unless it says otherwise, 465 with TLS from the start (RFC 8314). */
export function smtpServer(url: string): Required<Destination> {
  const { hostname, port, protocol } = new URL(url);
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? (protocol === 'smtps:' ? 465 : 587) : Number(port) };
}

/** Sends over SMTP, by STARTTLS where the server has it; one connection for each e-mail. */
export function smtpMailer({ url, from }: MailerOptions): Mailer {
  const server = smtpServer(url);
  const transport = createTransport({
    url,
    ...server,
    getSocket: (_options, callback) => {
      connectByName(server, { withinMs }).then((connection) => callback(null, { connection }), callback);
    },
    greetingTimeout: withinMs,
    socketTimeout: 2 * withinMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.slice(from.lastIndexOf('@') + 1);
  return {
    async send({ id, to, subject, text }) {
      await transport.sendMail({
        from: { name: 'Kada Mandiya', address: from },
        to,
        subject,
        text,
        messageId: `<${id}@${domain}>`,
        // RFC 3834: nobody's holiday notice answers it.
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    },
  };
}

/**
 * Whether the mail server has refused this e-mail for good (RFC 5321, section 4.2.1): its recipient or its content. That it
 * refuses us (a wrong password, for instance) is not the e-mail's fault.
 */
export function isRefusal(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const code: unknown = Reflect.get(error, 'code');
  const reply: unknown = Reflect.get(error, 'responseCode');
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && typeof reply === 'number' && reply >= 500;
}
