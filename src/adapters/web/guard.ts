import type { Context, MiddlewareHandler } from 'hono';

/*
 * Who may talk to the playground. It has no log-in, so every page on the same machine's browser is a possible attacker: a foreign Host
 * is DNS rebinding, a foreign Origin is another site, and neither gets past this file.
 */

const loopback = /^(?:127\.0\.0\.1|localhost|\[::1\])$/i;

/** The host a person types for `host`: IPv6 addresses in brackets. */
export const hostInUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** The sentence that refuses a foreign Host, or `undefined` when the request came by an expected name. */
export const hostProblem = (host: string | undefined, configured: string): string | undefined => {
  const name = host?.replace(/:\d{1,5}$/, '').toLowerCase() ?? '';
  if (loopback.test(name) || (name !== '' && name === hostInUrl(configured).toLowerCase())) return undefined;
  return 'This address is not the playground’s own: open it as http://127.0.0.1 with its port.';
};

type Sender = Readonly<{ host: string | undefined; origin: string | undefined; fetchSite: string | undefined }>;

/** The sentence that refuses a change asked for by another site. Without an Origin, the browser's own word on the sender counts. */
export const originProblem = ({ host, origin, fetchSite }: Sender): string | undefined => {
  const own = origin === undefined ? fetchSite === undefined || fetchSite === 'same-origin' : isOwnOrigin(origin, host);
  return own ? undefined : 'Only the playground’s own page may do this.';
};

const isOwnOrigin = (origin: string, host: string | undefined): boolean =>
  host !== undefined &&
  (origin.toLowerCase() === `http://${host.toLowerCase()}` || origin.toLowerCase() === `https://${host.toLowerCase()}`);

/** The sentence that refuses another site's reading of the chat. `none` is a person who typed the address. */
export const readerProblem = (fetchSite: string | undefined): string | undefined =>
  fetchSite === undefined || fetchSite === 'same-origin' || fetchSite === 'none'
    ? undefined
    : 'Only the playground’s own page may read this.';

/** The sentence that refuses a form or plain text posted from elsewhere: those need no permission from the browser, these types do. */
export const typeProblem = (contentType: string | undefined, wanted: string): string | undefined =>
  contentType?.split(';', 1)[0]?.trim().toLowerCase() === wanted ? undefined : `This takes ${wanted} only.`;

const headers = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

const senderOf = (c: Context): Sender => ({
  host: c.req.header('host'),
  origin: c.req.header('origin'),
  fetchSite: c.req.header('sec-fetch-site'),
});

const findProblem = (c: Context, configured: string): string | undefined => {
  const sender = senderOf(c);
  const foreign = hostProblem(sender.host, configured);
  if (foreign) return foreign;
  const reads = c.req.method === 'GET' || c.req.method === 'HEAD';
  if (!reads) return originProblem(sender);
  return c.req.path.startsWith('/api/') ? readerProblem(sender.fetchSite) : undefined;
};

/** Refuses foreign requests with one sentence and puts the security headers on every answer. */
export const guard =
  (configuredHost: string): MiddlewareHandler =>
  async (c, next) => {
    const problem = findProblem(c, configuredHost);
    if (problem) c.res = c.text(problem, 403);
    else await next();
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
  };

/** Refuses a body of another type than `wanted`. */
export const takesOnly =
  (wanted: string): MiddlewareHandler =>
  async (c, next) => {
    const problem = typeProblem(c.req.header('content-type'), wanted);
    if (problem) return c.text(problem, 403);
    return next();
  };
