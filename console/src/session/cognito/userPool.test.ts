import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SignIn } from "../configuration";
import { arnOf, keysFor } from "./identityPool";
import type { Tokens } from "./tokens";
import { beginSignIn, endSignIn, isAnswer, refresh, SessionOver, signOutAddress } from "./userPool";

const SIGN_IN: SignIn = {
  accountId: "111122223333",
  url: "https://example.auth.eu-west-1.amazoncognito.com",
  clientId: "client-1",
  issuer: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example",
  identityPoolId: "eu-west-1:pool",
  identityUrl: "https://cognito-identity.eu-west-1.amazonaws.com",
};
const PAGE = "https://console.example.com/";

/** A browser's tab, as far as signing in sees it. */
beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("window", { location: { href: `${PAGE}#/invoices` } });
  vi.stubGlobal("sessionStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  });
});

afterEach(() => vi.unstubAllGlobals());

const base64 = (content: object) =>
  btoa(JSON.stringify(content)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** A token as the user pool gives it; signed by nobody, for it comes over TLS. */
function idToken(claims: object): string {
  const now = Math.floor(Date.now() / 1000);
  const told = { iss: SIGN_IN.issuer, aud: SIGN_IN.clientId, sub: "s", iat: now, exp: now + 3600 };
  return `${base64({ alg: "RS256", kid: "1" })}.${base64({ ...told, ...claims })}.${base64({})}`;
}

/** Whatever is asked, these are the answers, in this order; what was asked is returned. */
function answering(...answers: object[]): Request[] {
  const asked: Request[] = [];
  vi.stubGlobal("fetch", (url: string, options: RequestInit) => {
    asked.push(new Request(url, { ...options, signal: null }));
    return Promise.resolve(Response.json(answers[asked.length - 1]));
  });
  return asked;
}

/** Somebody who went to sign in; what the page sent along. */
async function begun(): Promise<URLSearchParams> {
  return new URL(await beginSignIn(SIGN_IN, "/invoices")).searchParams;
}

const answerTo = (asked: URLSearchParams, changes = {}) =>
  new URL(
    `${PAGE}?${new URLSearchParams({ code: "c", state: asked.get("state") ?? "", ...changes })}`,
  );

describe("signing in", () => {
  it("asks for a code that only this browser can use", async () => {
    const asked = await begun();
    expect(asked.get("response_type")).toBe("code");
    expect(asked.get("redirect_uri")).toBe(PAGE);
    expect(asked.get("code_challenge_method")).toBe("S256");
    expect(asked.get("code_challenge")).toHaveLength(43);
  });

  it("is never asked for twice in the same words", async () => {
    const [one, other] = [await begun(), await begun()];
    for (const name of ["state", "nonce", "code_challenge"])
      expect(one.get(name)).not.toBe(other.get(name));
  });

  it("gives tokens for the code, and the place that was asked for", async () => {
    const asked = await begun();
    const claims = { nonce: asked.get("nonce"), email: "ana@example.com" };
    const groups = { "cognito:groups": ["biller"], "cognito:roles": ["arn:1"] };
    const body = { access_token: "a", token_type: "Bearer", refresh_token: "r" };
    const [sent] = [answering({ ...body, id_token: idToken({ ...claims, ...groups }) })];
    const [tokens, place] = await endSignIn(SIGN_IN, answerTo(asked));
    expect(place).toBe("/invoices");
    expect(tokens).toMatchObject({
      name: "ana@example.com",
      groups: ["biller"],
      roleArns: ["arn:1"],
      refreshToken: "r",
    });
    const form = new URLSearchParams(await sent[0]?.text());
    expect(form.get("code_verifier")).toHaveLength(43);
    expect(form.get("client_id")).toBe(SIGN_IN.clientId);
  });

  it("refuses an answer that this tab did not ask for", async () => {
    answering();
    await expect(endSignIn(SIGN_IN, new URL(`${PAGE}?code=c&state=s`))).rejects.toThrow(
      "did not ask",
    );
  });

  it("refuses another state, and forgets what was asked", async () => {
    const asked = await begun();
    answering();
    await expect(endSignIn(SIGN_IN, answerTo(asked, { state: "other" }))).rejects.toThrow("state");
    await expect(endSignIn(SIGN_IN, answerTo(asked))).rejects.toThrow("did not ask");
  });

  it("refuses a token that was made for another request", async () => {
    const asked = await begun();
    const token = idToken({ nonce: "other" });
    answering({ access_token: "a", token_type: "Bearer", id_token: token });
    await expect(endSignIn(SIGN_IN, answerTo(asked))).rejects.toThrow("nonce");
  });

  it("refuses a token of another client", async () => {
    const asked = await begun();
    const token = idToken({ nonce: asked.get("nonce"), aud: "another" });
    answering({ access_token: "a", token_type: "Bearer", id_token: token });
    await expect(endSignIn(SIGN_IN, answerTo(asked))).rejects.toThrow("aud");
  });

  it("tells what the user pool refused", async () => {
    const asked = await begun();
    const refused = { error: "access_denied", error_description: "not today" };
    const address = answerTo(asked, refused);
    address.searchParams.delete("code");
    expect(isAnswer(address)).toBe(true);
    await expect(endSignIn(SIGN_IN, address)).rejects.toThrow();
  });
});

const TOKENS: Tokens = {
  idToken: "id",
  refreshToken: "r",
  expiresAt: 0,
  name: "ana@example.com",
  groups: ["biller", "support"],
  roleArns: [
    "arn:aws:iam::111122223333:role/console/support/ledgerline-ConsoleSupportRole-1",
    "arn:aws:iam::111122223333:role/console/biller/ledgerline-ConsoleBillerRole-1",
  ],
};

describe("staying signed in", () => {
  it("keeps the refresh token that it was given once", async () => {
    answering({ access_token: "a", token_type: "Bearer", id_token: idToken({}) });
    expect((await refresh(SIGN_IN, TOKENS)).refreshToken).toBe("r");
  });

  it("is over once the user pool refuses", async () => {
    const refused = Response.json({ error: "invalid_grant" }, { status: 400 });
    vi.stubGlobal("fetch", () => Promise.resolve(refused));
    await expect(refresh(SIGN_IN, TOKENS)).rejects.toBeInstanceOf(SessionOver);
  });

  it("is not over because the network is away", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    await expect(refresh(SIGN_IN, TOKENS)).rejects.not.toBeInstanceOf(SessionOver);
  });

  it("ends at the user pool too", () => {
    const address = new URL(signOutAddress(SIGN_IN));
    expect(address.pathname).toBe("/logout");
    expect(address.searchParams.get("logout_uri")).toBe(PAGE);
  });
});

describe("keys", () => {
  it("are those of the chosen role", async () => {
    const given = { AccessKeyId: "k", SecretKey: "s", SessionToken: "t", Expiration: 1800000000 };
    const sent = answering({ IdentityId: "i" }, { Credentials: given });
    const keys = await keysFor(SIGN_IN, TOKENS, "biller");
    expect(keys).toEqual({
      accessKeyId: "k",
      secretAccessKey: "s",
      sessionToken: "t",
      expiresAt: 1_800_000_000_000,
    });
    const [, asked] = await Promise.all(sent.map((each) => each.json()));
    expect(asked).toEqual({
      IdentityId: "i",
      Logins: { "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example": "id" },
      CustomRoleArn: TOKENS.roleArns[1],
    });
  });

  it("are left to the pool where the token names no such role", () => {
    expect(arnOf("viewer", TOKENS)).toBeUndefined();
  });
});
