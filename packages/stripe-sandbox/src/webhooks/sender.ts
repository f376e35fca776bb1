import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

interface WebhookPost {
  readonly url: string;
  readonly body: string;
  readonly signature: string;
  /** Ends the attempt. */
  readonly signal: AbortSignal;
}

export interface WebhookSender {
  /** Resolves with the status of the answer, whose body is of no interest; rejects where there is none. */
  post(post: WebhookPost): Promise<number>;
  /** Closes the connections that are kept open. */
  close(): void;
}

/** Sends over connections that are kept, at most 32 to an endpoint. Redirections are not followed: a 302 is an answer. */
export function createWebhookSender(): WebhookSender {
  const settings = { keepAlive: true, maxSockets: 32 };
  const agents = { http: new HttpAgent(settings), https: new HttpsAgent(settings) };
  return {
    post: ({ url, body, signature, signal }) =>
      new Promise((resolve, reject) => {
        const secure = url.startsWith('https:');
        const headers = {
          accept: '*/*; q=0.5, application/json',
          'content-type': 'application/json; charset=utf-8',
          'content-length': Buffer.byteLength(body),
          'stripe-signature': signature,
          'user-agent': 'Stripe/1.0 (sandbox)',
        };
        const options = { method: 'POST', headers, signal, agent: secure ? agents.https : agents.http };
        const request = (secure ? httpsRequest : httpRequest)(url, options, (response) => {
          response.on('error', reject).on('end', () => resolve(response.statusCode ?? 0));
          response.resume();
        });
        request.on('error', reject).end(body);
      }),
    close: () => {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}
