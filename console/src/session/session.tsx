import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useMemo, useState } from "react";
import { type Api, createApi } from "../api/client";
import { ApiProblem } from "../api/problem";
import type { Configuration } from "./configuration";
import type { Person } from "./person";
import type { Role } from "./roles";

const CHOSEN = "ledgerline.role";

interface User {
  readonly role: Role;
  readonly accountId: string;
}

interface Session {
  readonly configuration: Configuration;
  readonly person: Person;
  /** The person in the role that they chose. */
  readonly user: User;
  readonly api: Api;
  /** What was read so far: of this user, and forgotten with the session. */
  readonly queries: QueryClient;
  readonly choose: (role: Role) => void;
}

const SessionContext = createContext<Session | null>(null);

interface Props {
  readonly configuration: Configuration;
  readonly person: Person;
  readonly children: ReactNode;
}

/** Everything inside acts in the role that the person chose last, at first in their first one. */
export function SessionProvider({ configuration, person, children }: Props) {
  const [chosen, setChosen] = useState<string | null>(() => sessionStorage.getItem(CHOSEN));
  const role = person.roles.find((each) => each === chosen) ?? person.roles[0];
  const session = useMemo(
    () => (role ? begin(configuration, person, role, setChosen) : null),
    [configuration, person, role],
  );
  if (!session) throw new Error("nobody is signed in who has a role");
  return (
    <SessionContext value={session}>
      <QueryClientProvider client={session.queries}>{children}</QueryClientProvider>
    </SessionContext>
  );
}

function begin(
  configuration: Configuration,
  person: Person,
  role: Role,
  setChosen: (role: Role) => void,
): Session {
  const queries = new QueryClient({
    defaultOptions: { queries: { staleTime: 15_000, retry: isWorthAnother } },
  });
  return {
    configuration,
    person,
    user: { role, accountId: person.accountId },
    api: createApi(configuration, person.keysOf(role)),
    queries,
    choose: (another) => {
      sessionStorage.setItem(CHOSEN, another);
      setChosen(another);
    },
  };
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
