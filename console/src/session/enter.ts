import type { Configuration } from "./configuration";
import { demoPerson, type Person } from "./person";

/** Who uses the console; null while the browser is on its way to where people sign in. */
export async function enter({ signIn, demoUsers }: Configuration): Promise<Person | null> {
  if (!signIn) return demoPerson(demoUsers);
  const { signedIn } = await import("./cognito/person");
  return signedIn(signIn);
}

/** Ends what is left of a session, and begins anew. */
export async function signOutOf({ signIn }: Configuration): Promise<void> {
  if (!signIn) return window.location.reload();
  const { signOut } = await import("./cognito/person");
  signOut(signIn);
}
