import * as oauth from "oauth4webapi";
import type { SignIn } from "../configuration";
import { type Tokens, tokensOf } from "./tokens";

const BEGUN = "ledgerline.sign-in";

/** What the browser remembers while somebody is away at the user pool's page. */
interface Begun {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** Where they wanted to go. */
  readonly place: string;
}

/** Where the user pool sends people back to: the page, without anything behind it. */
function home(): string {
  return new URL("./", window.location.href).href;
}

/** The address of the user pool's page, where people sign in by code and PKCE. */
export async function beginSignIn(signIn: SignIn, place: string): Promise<string> {
  const begun: Begun = {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
    place,
  };
  sessionStorage.setItem(BEGUN, JSON.stringify(begun));
  const asked = new URLSearchParams({
    response_type: "code",
    client_id: signIn.clientId,
    redirect_uri: home(),
    scope: "openid email",
    state: begun.state,
    nonce: begun.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(begun.verifier),
    code_challenge_method: "S256",
  });
  return `${signIn.url}/oauth2/authorize?${asked}`;
}

/** Somebody came back with a code, or with the reason why there is none. */
export function isAnswer(address: URL): boolean {
  return address.searchParams.has("state");
}

/** Their tokens and where they wanted to go. Throws when state, nonce or code are not as begun. */
export async function endSignIn(signIn: SignIn, address: URL): Promise<[Tokens, string]> {
  const begun = takeBegun();
  const server = serverOf(signIn);
  const client = { client_id: signIn.clientId };
  const given = oauth.validateAuthResponse(server, client, address, begun.state);
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    given,
    home(),
    begun.verifier,
  );
  const result = await oauth.processAuthorizationCodeResponse(server, client, answer, {
    expectedNonce: begun.nonce,
    requireIdToken: true,
  });
  return [checked(result, null), begun.place];
}

/** The user pool gives this person no more tokens: they have to sign in again. */
export class SessionOver extends Error {}

/** New tokens for those that run out. Throws `SessionOver`, or why nobody could be asked. */
export async function refresh(signIn: SignIn, tokens: Tokens): Promise<Tokens> {
  const { refreshToken } = tokens;
  if (!refreshToken) throw new SessionOver("there is nothing to stay signed in with");
  const server = serverOf(signIn);
  const client = { client_id: signIn.clientId };
  const answer = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), refreshToken);
  try {
    const result = await oauth.processRefreshTokenResponse(server, client, answer);
    return checked(result, refreshToken);
  } catch (reason) {
    if (reason instanceof oauth.ResponseBodyError) throw new SessionOver(reason.error);
    throw reason;
  }
}

/** Where signing out ends at the user pool too. */
export function signOutAddress(signIn: SignIn): string {
  const asked = new URLSearchParams({ client_id: signIn.clientId, logout_uri: home() });
  return `${signIn.url}/logout?${asked}`;
}

function takeBegun(): Begun {
  const kept = sessionStorage.getItem(BEGUN);
  sessionStorage.removeItem(BEGUN);
  if (!kept) throw new Error("this tab did not ask anybody to sign in");
  return JSON.parse(kept) as Begun;
}

function serverOf(signIn: SignIn): oauth.AuthorizationServer {
  return {
    issuer: signIn.issuer,
    authorization_endpoint: `${signIn.url}/oauth2/authorize`,
    token_endpoint: `${signIn.url}/oauth2/token`,
  };
}

function checked(result: oauth.TokenEndpointResponse, refreshToken: string | null): Tokens {
  const claims = oauth.getValidatedIdTokenClaims(result);
  if (!result.id_token || !claims) throw new Error("the user pool gave no ID token");
  return tokensOf(result.id_token, result.refresh_token ?? refreshToken, claims);
}
