import AppLayout from "@cloudscape-design/components/app-layout";
import SideNavigation from "@cloudscape-design/components/side-navigation";
import TopNavigation from "@cloudscape-design/components/top-navigation";
import { useState } from "react";
import { Outlet, useLocation } from "react-router";
import { useMay } from "../session/may";
import type { Person } from "../session/person";
import { isRole, titleOf } from "../session/roles";
import { useSession } from "../session/session";
import { activeHref, navigationFor } from "./navigation";
import { NotificationsBar } from "./notifications";
import { chooseTheme, chosenTheme, type Theme } from "./theme";

const THEMES: readonly { id: Theme; text: string }[] = [
  { id: "system", text: "As the system" },
  { id: "light", text: "Light" },
  { id: "dark", text: "Dark" },
];

/** Who is signed in may be somebody else, or nobody. */
function menuOf(person: Person) {
  const roles = person.roles.map((each) => ({ id: each, text: titleOf(each) }));
  return person.signOut ? [...roles, { id: "sign-out", text: "Sign out" }] : roles;
}

/** What stands around every page. */
export function Shell() {
  const { pathname } = useLocation();
  const { person, user, choose } = useSession();
  const may = useMay();
  const [theme, setTheme] = useState(chosenTheme);
  return (
    <>
      <div id="top">
        <TopNavigation
          identity={{ href: "#/", title: "Ledgerline" }}
          utilities={[
            {
              type: "menu-dropdown",
              iconName: "settings",
              ariaLabel: "Appearance",
              items: THEMES.map((each) => ({
                ...each,
                itemType: "checkbox" as const,
                checked: each.id === theme,
              })),
              onItemClick: ({ detail }) => {
                chooseTheme(detail.id as Theme);
                setTheme(detail.id as Theme);
              },
            },
            {
              type: "menu-dropdown",
              iconName: "user-profile",
              text: titleOf(user.role),
              description: [person.name, `Account ${user.accountId}`].filter(Boolean).join(", "),
              items: menuOf(person),
              onItemClick: ({ detail }) =>
                isRole(detail.id) ? choose(detail.id) : person.signOut?.(),
            },
          ]}
        />
      </div>
      <AppLayout
        headerSelector="#top"
        toolsHide
        navigation={
          <SideNavigation
            activeHref={activeHref(pathname)}
            header={{ href: "#/", text: "Purchase order management" }}
            items={navigationFor(may)}
          />
        }
        notifications={<NotificationsBar />}
        contentType="table"
        content={<Outlet key={user.role} />}
      />
    </>
  );
}
