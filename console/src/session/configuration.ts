import type { Role } from "./roles";

/** What the deployment tells the console, in `config.json` beside the page. */
export interface Configuration {
  /** Where requests are sent: a path of the page's own origin. */
  readonly apiUrl: string;
  /** What they are signed for: the API's own address, where a proxy stands in between. */
  readonly signedUrl: string;
  readonly region: string;
  /** How people sign in; on a local stack that has demo users, not at all. */
  readonly signIn: SignIn | null;
  /** Users of a local stack; a deployment in AWS has none. */
  readonly demoUsers: readonly DemoUser[];
}

/** The user pool that knows people, and the identity pool that gives them keys of their role. */
export interface SignIn {
  readonly accountId: string;
  /** Where people sign in: `https://example.auth.eu-west-1.amazoncognito.com`. */
  readonly url: string;
  readonly clientId: string;
  /** As the user pool names itself in its tokens. */
  readonly issuer: string;
  readonly identityPoolId: string;
  /** Where keys are asked for. */
  readonly identityUrl: string;
}

export interface DemoUser {
  readonly role: Role;
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export async function loadConfiguration(): Promise<Configuration> {
  const answer = await fetch("./config.json", { cache: "no-cache" });
  if (!answer.ok) throw new Error(`config.json: HTTP ${answer.status}`);
  const told = (await answer.json()) as Partial<Configuration>;
  if (!told.apiUrl || !told.region) throw new Error("config.json names no apiUrl or region");
  const apiUrl = new URL(told.apiUrl, window.location.href).href;
  return {
    apiUrl,
    signedUrl: told.signedUrl ?? apiUrl,
    region: told.region,
    signIn: told.signIn ?? null,
    demoUsers: told.demoUsers ?? [],
  };
}
