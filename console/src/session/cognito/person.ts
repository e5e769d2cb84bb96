import type { SignIn } from "../configuration";
import type { Person } from "../person";
import { ROLES } from "../roles";
import { keysFor } from "./identityPool";
import { renewed } from "./renewed";
import { forgetTokens, keepTokens, keptTokens, type Tokens } from "./tokens";
import { beginSignIn, endSignIn, isAnswer, refresh, SessionOver, signOutAddress } from "./userPool";

/** Who signed in; null when the browser is on its way to where people do. */
export async function signedIn(signIn: SignIn): Promise<Person | null> {
  const address = new URL(window.location.href);
  if (isAnswer(address)) return back(signIn, address);
  const tokens = keptTokens();
  if (tokens) return personOf(signIn, tokens);
  await leave(signIn);
  return null;
}

/** Whoever came back from the user pool just now, with where they wanted to go. */
async function back(signIn: SignIn, address: URL): Promise<Person> {
  // Out of the address before anything can fail: a code is good for one attempt.
  window.history.replaceState(null, "", address.pathname);
  const [tokens, place] = await endSignIn(signIn, address);
  return { ...personOf(signIn, keepTokens(tokens)), place };
}

function personOf(signIn: SignIn, first: Tokens): Person {
  const roles = ROLES.filter((role) => first.groups.includes(role));
  if (roles.length === 0) {
    throw new Error(`${first.name} is in no group yet; an administrator can change that`);
  }
  let last = first;
  const tokens = renewed(async () => {
    try {
      last = keepTokens(await refresh(signIn, last));
    } catch (reason) {
      if (reason instanceof SessionOver) {
        forgetTokens();
        await leave(signIn);
      }
      throw reason;
    }
    return last;
  }, first);
  return {
    name: first.name,
    accountId: signIn.accountId,
    roles,
    keysOf: (role) => renewed(async () => keysFor(signIn, await tokens(), role)),
    signOut: () => signOut(signIn),
  };
}

/** Ends the session here and at the user pool, which sends the browser back to sign in. */
export function signOut(signIn: SignIn): void {
  forgetTokens();
  window.location.assign(signOutAddress(signIn));
}

async function leave(signIn: SignIn): Promise<void> {
  window.location.assign(await beginSignIn(signIn, window.location.hash.slice(1)));
}
