import { createContext, type ReactNode, use, useCallback, useMemo, useState } from "react";
import { type Api, createApi } from "../api/client";
import type { Configuration, DemoUser } from "./configuration";

const CHOSEN = "ledgerline.role";

interface Session {
  readonly configuration: Configuration;
  readonly user: DemoUser;
  readonly api: Api;
  readonly choose: (role: string) => void;
}

const SessionContext = createContext<Session | null>(null);

/** Everything inside acts as the demo user whose role was chosen last, at first as the first. */
export function SessionProvider(props: { configuration: Configuration; children: ReactNode }) {
  const { configuration, children } = props;
  const [role, setRole] = useState(() => sessionStorage.getItem(CHOSEN));
  const users = configuration.demoUsers;
  const user = users.find((each) => each.role === role) ?? users[0];
  const choose = useCallback((chosen: string) => {
    sessionStorage.setItem(CHOSEN, chosen);
    setRole(chosen);
  }, []);
  const session = useMemo(
    () => (user ? { configuration, user, api: createApi(configuration, user), choose } : null),
    [configuration, user, choose],
  );
  if (!session) throw new Error("config.json names nobody who could sign in");
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error("nobody is signed in");
  return session;
}
