const KEPT = "ledgerline.tokens";

/** Somebody whom the user pool knows. */
export interface Tokens {
  readonly idToken: string;
  readonly refreshToken: string | null;
  /** Until when the ID token is good, in milliseconds since 1970. */
  readonly expiresAt: number;
  readonly name: string;
  readonly groups: readonly string[];
  readonly roleArns: readonly string[];
}

/** Kept as long as the tab is open: a reload signs nobody out, a new tab knows of nobody. */
export function keepTokens(tokens: Tokens): Tokens {
  sessionStorage.setItem(KEPT, JSON.stringify(tokens));
  return tokens;
}

export function keptTokens(): Tokens | null {
  const kept = sessionStorage.getItem(KEPT);
  return kept ? (JSON.parse(kept) as Tokens) : null;
}

export function forgetTokens(): void {
  sessionStorage.removeItem(KEPT);
}

/** The claims of a checked ID token that the console reads. */
interface Claims {
  readonly exp: number;
  readonly email?: unknown;
  readonly "cognito:groups"?: unknown;
  readonly "cognito:roles"?: unknown;
}

export function tokensOf(idToken: string, refreshToken: string | null, claims: object): Tokens {
  const told = claims as Claims;
  return {
    idToken,
    refreshToken,
    expiresAt: told.exp * 1000,
    name: typeof told.email === "string" ? told.email : "",
    groups: texts(told["cognito:groups"]),
    roleArns: texts(told["cognito:roles"]),
  };
}

function texts(claim: unknown): readonly string[] {
  return Array.isArray(claim) ? claim.filter((each) => typeof each === "string") : [];
}
