import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useCallback, useMemo, useState } from "react";
import { type Api, createApi } from "../api/client";
import { ApiProblem } from "../api/problem";
import type { Configuration, DemoUser } from "./configuration";

const CHOSEN = "ledgerline.role";

interface Session {
  readonly configuration: Configuration;
  readonly user: DemoUser;
  readonly api: Api;
  /** What was read so far: of this user, and forgotten with the session. */
  readonly queries: QueryClient;
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
    () => (user ? begin(configuration, user, choose) : null),
    [configuration, user, choose],
  );
  if (!session) throw new Error("config.json names nobody who could sign in");
  return (
    <SessionContext value={session}>
      <QueryClientProvider client={session.queries}>{children}</QueryClientProvider>
    </SessionContext>
  );
}

function begin(
  configuration: Configuration,
  user: DemoUser,
  choose: (role: string) => void,
): Session {
  const queries = new QueryClient({
    defaultOptions: { queries: { staleTime: 15_000, retry: isWorthAnother } },
  });
  return { configuration, user, api: createApi(configuration, user), queries, choose };
}

/** What was refused once is refused again; only faults are tried a second time. */
function isWorthAnother(failures: number, error: unknown): boolean {
  return failures < 1 && !(error instanceof ApiProblem && error.status < 500);
}

export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error("nobody is signed in");
  return session;
}
