import type { IncomingMessage, ServerResponse } from 'node:http';
import { HTTPModuleFunctions, isRawBodyError } from '@slack/bolt';
import type { Clock } from '../../../ports/clock.ts';
import type { Receive } from './delivery.ts';

const { buildContentResponse, buildNoBodyResponse, buildUrlVerificationResponse, parseAndVerifyHTTPRequest, parseHTTPRequestBody } =
  HTTPModuleFunctions;

/** Most bytes of one request. The largest that Slack sends is a form with its view, well below. */
const bodyBytes = 1_048_576;

/** How far a request may be from now, in seconds. Bolt refuses what is older, and takes what is from the future. */
const mostSeconds = 300;

const isFromFuture = (request: IncomingMessage, clock: Clock): boolean =>
  Number(request.headers['x-slack-request-timestamp']) - clock.now().getTime() / 1_000 > mostSeconds;

const readBody = async (request: IncomingMessage, signingSecret: string): Promise<Record<string, unknown> | number> => {
  let verified: Awaited<ReturnType<typeof parseAndVerifyHTTPRequest>>;
  try {
    verified = await parseAndVerifyHTTPRequest({ enabled: true, signingSecret, bodyLimit: bodyBytes }, request);
  } catch (error) {
    return isRawBodyError(error) ? error.statusCode : 401;
  }
  try {
    const body: unknown = parseHTTPRequestBody(verified);
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : 400;
  } catch {
    return 400;
  }
};

/**
 * Answers `POST /slack/events`: commands, presses, forms and events, in the form that Slack gives each. The signature is checked by Bolt's own functions, and a request whose
 * timestamp lies more than 5 minutes ahead is refused too. `receive` is called for what is genuine, and its ack is the answer.
 */
export const createHttpIntake =
  (parts: { signingSecret: string; receive: Receive; isOpen: () => boolean; clock: Clock }) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!parts.isOpen()) return buildNoBodyResponse(response, 503);
    const body = isFromFuture(request, parts.clock) ? 401 : await readBody(request, parts.signingSecret);
    if (typeof body === 'number') {
      // Nothing more is read of a body that is too large.
      response.setHeader('connection', 'close');
      return buildNoBodyResponse(response, body);
    }
    if (body['ssl_check'] === '1') return buildNoBodyResponse(response, 200);
    if (body['type'] === 'url_verification') return buildUrlVerificationResponse(response, body);
    // Draining may have begun while the body came in.
    if (!parts.isOpen()) return buildNoBodyResponse(response, 503);
    const retry = Number(request.headers['x-slack-retry-num']);
    const reason = request.headers['x-slack-retry-reason'];
    parts.receive({
      body,
      ack: async (content) => buildContentResponse(response, content),
      ...(Number.isFinite(retry) ? { retryNum: retry } : {}),
      ...(typeof reason === 'string' ? { retryReason: reason } : {}),
    });
  };
