/** A host of Slack's beside its API: where files lie, and where answers to a `response_url` go. */
type Side = 'files' | 'hooks';

/**
 * True for an address that a secret or an answer may be sent to: at the host of the API, or at Slack's own host for this. Files are fetched with the token, so there the port counts too.
 * Anything else could be anybody's.
 */
export const isSlackAddress = (address: string, apiUrl: string, side: Side): boolean => {
  const url = URL.parse(address);
  const base = URL.parse(apiUrl);
  if (!url || !base || url.username !== '' || url.password !== '') return false;
  if (url.protocol === 'https:' && url.host === `${side}.slack.com`) return true;
  if (url.protocol !== base.protocol) return false;
  if (url.host === base.host || url.host === `${side}.${base.host}`) return true;
  return side === 'hooks' && url.hostname === base.hostname;
};
