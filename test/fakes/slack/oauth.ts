import type { Method } from './methods-chat.ts';
import { rules } from './rules.ts';
import type { State } from './state.ts';
import { refuse, type SlackToken, textOf } from './types.ts';
import { acme, allScopes, theApp } from './world.ts';

/** Who installs next, and where: a workspace, or a whole organisation. `isDenied` when the person says no. */
export type Installer = Readonly<{ team?: string; enterprise?: string; user: string; isDenied?: boolean }>;

type Code = Readonly<{ installer: Installer; scopes: readonly string[]; redirectUri: string; atMs: number }>;

/** The install flow: the page where a person says yes, which here says it at once, and the exchange of the code. */
export const createOAuth = (state: State) => {
  const codes = new Map<string, Code>();
  const used = new Set<string>();
  let next: Installer = { team: acme.team, user: acme.admin };
  let redirectUri: string | undefined;

  const authorize = (url: URL): Readonly<{ status: number; location?: string; text: string }> => {
    const asked = (name: string): string => url.searchParams.get(name) ?? '';
    if (asked('client_id') !== theApp.clientId) return { status: 400, text: 'Invalid client_id parameter' };
    const target = asked('redirect_uri') || redirectUri;
    if (!target || (redirectUri !== undefined && !target.startsWith(redirectUri))) return { status: 400, text: 'bad_redirect_uri' };
    const scopes = asked('scope').split(',').filter(Boolean);
    const unknown = scopes.filter((scope) => !allScopes.includes(scope) && scope !== 'chat:write.public');
    if (scopes.length === 0 || unknown.length > 0) return { status: 400, text: `invalid_scope: ${unknown.join(',')}` };
    const back = new URL(target);
    if (asked('state') !== '') back.searchParams.set('state', asked('state'));
    if (next.isDenied) back.searchParams.set('error', 'access_denied');
    else {
      const code = state.nextId('code');
      codes.set(code, { installer: next, scopes, redirectUri: asked('redirect_uri'), atMs: state.nowMs() });
      back.searchParams.set('code', code);
    }
    return { status: 302, location: back.href, text: '' };
  };

  const tokenFor = ({ installer, scopes }: Code): SlackToken | undefined => {
    const isMeant = (one: SlackToken): boolean =>
      one.kind === 'bot' && (installer.enterprise ? one.enterprise === installer.enterprise : one.team === installer.team);
    const known = Array.from(state.world.tokens.values()).filter(isMeant);
    const live = known.find(({ status }) => status === 'live');
    const [any] = known;
    if (live) for (const scope of scopes) live.scopes.add(scope);
    if (live || !any) return live;
    const fresh: SlackToken = { ...any, token: `${any.token}-${state.nextId('')}`, scopes: new Set(scopes), status: 'live' };
    state.world.tokens.set(fresh.token, fresh);
    return fresh;
  };

  const access: Method = ({ args }) => {
    if (args['client_id'] !== theApp.clientId) return refuse('invalid_client_id');
    if (args['client_secret'] !== theApp.clientSecret) return refuse('bad_client_secret');
    const name = textOf(args['code']);
    const code = codes.get(name);
    if (used.has(name)) return refuse('code_already_used');
    if (!code) return refuse('invalid_code');
    if (state.nowMs() - code.atMs > rules.codeMs) return refuse('code_expired');
    if (textOf(args['redirect_uri']) !== code.redirectUri) return refuse('bad_redirect_uri');
    const token = tokenFor(code);
    if (!token) return refuse('invalid_team_for_non_distributed_app');
    used.add(name);
    const { installer } = code;
    const team = installer.enterprise ? undefined : state.world.teams.get(installer.team ?? '');
    const enterprise = state.world.enterprises.get(installer.enterprise ?? team?.enterprise ?? '');
    return {
      ok: true,
      app_id: theApp.id,
      authed_user: { id: installer.user },
      scope: Array.from(token.scopes).join(','),
      token_type: 'bot',
      access_token: token.token,
      bot_user_id: token.botUser,
      team: team ? { id: team.id, name: team.name } : null,
      enterprise: enterprise ? { id: enterprise.id, name: enterprise.name } : null,
      is_enterprise_install: installer.enterprise !== undefined,
    };
  };

  return {
    authorize,
    access,
    /** Says who installs from now on. */
    installAs: (installer: Installer): void => {
      next = installer;
    },
    /** Registers the app's redirect URI: the one that is used when none is sent, and with which any other must begin. */
    registerRedirect: (uri: string): void => {
      redirectUri = uri;
    },
  };
};
