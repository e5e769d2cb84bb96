import type { DemoUser } from "./configuration";
import type { Role } from "./roles";

/** What requests are signed with. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The keys as they are now: those of AWS run out after an hour, and others take their place. */
export type KeySource = () => Promise<Keys>;

/** Who is signed in. */
export interface Person {
  /** Shown beside the role, where there is more than a role to show. */
  readonly name?: string;
  readonly accountId: string;
  /** The address behind the `#` that they asked for before they had to sign in. */
  readonly place?: string;
  /** Everything they may act as, the first of which they begin as. */
  readonly roles: readonly Role[];
  readonly keysOf: (role: Role) => KeySource;
  readonly signOut?: () => void;
}

/** The users of a local stack, as one person who may be any of them. */
export function demoPerson(users: readonly DemoUser[]): Person {
  const [first] = users;
  if (!first) throw new Error("config.json names nobody who could sign in");
  return {
    accountId: first.accountId,
    roles: users.map((each) => each.role),
    keysOf: (role) => {
      const { accessKeyId, secretAccessKey } = users.find((each) => each.role === role) ?? first;
      return () => Promise.resolve({ accessKeyId, secretAccessKey });
    },
  };
}
