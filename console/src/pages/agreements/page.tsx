import { Empty } from "../../list/Empty";
import { ListTable } from "../../list/ListTable";
import { usePreferences } from "../../list/preferences";
import { COLUMNS } from "./columns";
import { useAgreements } from "./queries";

/** What the account accepted from sellers, and what it is worth. */
export function Agreements() {
  const [preferences, keepPreferences] = usePreferences("agreements", COLUMNS);
  return (
    <ListTable
      title="Agreements"
      columns={COLUMNS}
      pages={useAgreements(preferences.pageSize)}
      nameOf={({ agreementId }) => agreementId}
      preferences={preferences}
      keepPreferences={keepPreferences}
      empty={<Empty title="No agreements" text="This account has accepted no offer yet." />}
    />
  );
}
