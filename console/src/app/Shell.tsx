import AppLayout from "@cloudscape-design/components/app-layout";
import SideNavigation from "@cloudscape-design/components/side-navigation";
import TopNavigation from "@cloudscape-design/components/top-navigation";
import { useState } from "react";
import { Outlet, useLocation } from "react-router";
import { useSession } from "../session/session";
import { NAVIGATION } from "./navigation";
import { NotificationsBar } from "./notifications";
import { chooseTheme, chosenTheme, type Theme } from "./theme";

const THEMES: readonly { id: Theme; text: string }[] = [
  { id: "system", text: "As the system" },
  { id: "light", text: "Light" },
  { id: "dark", text: "Dark" },
];

/** What stands around every page. */
export function Shell() {
  const { pathname } = useLocation();
  const { configuration, user, choose } = useSession();
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
              text: user.role,
              description: `Account ${user.accountId}`,
              items: configuration.demoUsers.map((each) => ({ id: each.role, text: each.role })),
              onItemClick: ({ detail }) => choose(detail.id),
            },
          ]}
        />
      </div>
      <AppLayout
        headerSelector="#top"
        toolsHide
        navigation={
          <SideNavigation
            activeHref={`#/${pathname.split("/")[1]}`}
            header={{ href: "#/", text: "Purchase order management" }}
            items={NAVIGATION}
          />
        }
        notifications={<NotificationsBar />}
        contentType="table"
        content={<Outlet key={user.role} />}
      />
    </>
  );
}
