import { Empty } from "../../list/Empty";
import { ListTable } from "../../list/ListTable";
import { usePreferences } from "../../list/preferences";
import { COLUMNS } from "./columns";
import { useNotices } from "./queries";

/** The mails, newest first. */
export function Sent() {
  const [preferences, keepPreferences] = usePreferences("notices", COLUMNS);
  return (
    <ListTable
      variant="container"
      title="Sent notices"
      description="Newest first. A mail may show up a moment after it was sent."
      columns={COLUMNS}
      pages={useNotices(preferences.pageSize)}
      nameOf={(notice) => notice.noticeId}
      preferences={preferences}
      keepPreferences={keepPreferences}
      empty={
        <Empty
          title="No notices"
          text="Nothing was mailed yet. Contacts of purchase orders are told of balances and expirations."
        />
      }
    />
  );
}
