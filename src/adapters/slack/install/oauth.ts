import type { IncomingMessage, ServerResponse } from 'node:http';
import { type InstallationStore, InstallProvider } from '@slack/oauth';
import type { Log } from '../../../ports/log.ts';
import { codeOf } from '../api-error.ts';
import { clientOptions, quietLogger } from '../quiet.ts';

/** What installing in many workspaces needs. `redirectUri` when Slack is to be told which of several addresses is meant. */
export type OAuthConfig = Readonly<{
  clientId: string;
  clientSecret: string;
  stateSecret: string;
  scopes: readonly string[];
  redirectUri?: string;
}>;

/** Where Slack asks people to agree: beside the API's base, and at Slack's own address for its own. */
const authorizeUrl = (apiUrl: string): string => new URL('/oauth/v2/authorize', apiUrl).href;

/**
 * The two pages of an installation: `GET /slack/install` and `GET /slack/oauth_redirect`. Answers false for any other address. The state is signed, ten minutes long,
 * and tied to the browser by a cookie; all of it is Slack's own code.
 */
export const createOAuth = (parts: { oauth: OAuthConfig; apiUrl: string; store: InstallationStore; log: Log }) => {
  const { oauth, apiUrl, store, log } = parts;
  const provider = new InstallProvider({
    clientId: oauth.clientId,
    clientSecret: oauth.clientSecret,
    stateSecret: oauth.stateSecret,
    installationStore: store,
    authorizationUrl: authorizeUrl(apiUrl),
    clientOptions: clientOptions(apiUrl),
    logger: quietLogger,
    // Straight on to Slack's page: the one between shows a picture from elsewhere.
    directInstall: true,
  });
  const redirect = oauth.redirectUri === undefined ? {} : { redirectUri: oauth.redirectUri };
  const options = { scopes: [...oauth.scopes], ...redirect };
  return async (path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    if (request.method !== 'GET' || (path !== '/slack/install' && path !== '/slack/oauth_redirect')) return false;
    try {
      if (path === '/slack/install') await provider.handleInstallPath(request, response, {}, options);
      else await provider.handleCallback(request, response);
    } catch (error) {
      log.warn('slack installation failed', { error: codeOf(error) });
      if (!response.headersSent) response.writeHead(500);
      response.end();
    }
    return true;
  };
};
