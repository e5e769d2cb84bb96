import type { SignIn } from "../configuration";
import type { Keys } from "../person";
import type { Role } from "../roles";
import type { Tokens } from "./tokens";

interface TimedKeys extends Keys {
  readonly expiresAt: number;
}

interface Identity {
  readonly IdentityId: string;
}

interface Given {
  readonly Credentials: {
    readonly AccessKeyId: string;
    readonly SecretKey: string;
    readonly SessionToken: string;
    /** Seconds since 1970. */
    readonly Expiration: number;
  };
}

/** Keys of a role for whom the tokens are of; good for an hour. */
export async function keysFor(signIn: SignIn, tokens: Tokens, role: Role): Promise<TimedKeys> {
  const logins = { [signIn.issuer.replace("https://", "")]: tokens.idToken };
  const identity = await call<Identity>(signIn, "GetId", {
    IdentityPoolId: signIn.identityPoolId,
    Logins: logins,
  });
  const { Credentials } = await call<Given>(signIn, "GetCredentialsForIdentity", {
    IdentityId: identity.IdentityId,
    Logins: logins,
    CustomRoleArn: arnOf(role, tokens),
  });
  return {
    accessKeyId: Credentials.AccessKeyId,
    secretAccessKey: Credentials.SecretKey,
    sessionToken: Credentials.SessionToken,
    expiresAt: Credentials.Expiration * 1000,
  };
}

/** Paths of the roles tell whose they are; without one the pool takes the first group's. */
export function arnOf(role: Role, tokens: Pick<Tokens, "roleArns">): string | undefined {
  return tokens.roleArns.find((arn) => arn.includes(`:role/console/${role}/`));
}

async function call<T>(signIn: SignIn, operation: string, body: object): Promise<T> {
  const answer = await fetch(signIn.identityUrl, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityService.${operation}`,
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${operation}: ${await answer.text()}`);
  return (await answer.json()) as T;
}
