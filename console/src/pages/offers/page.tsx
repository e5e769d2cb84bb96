import Button from "@cloudscape-design/components/button";
import { Empty } from "../../list/Empty";
import { ListTable } from "../../list/ListTable";
import { usePreferences } from "../../list/preferences";
import { useDenied } from "../../session/may";
import { COLUMNS } from "./columns";
import { useOffers } from "./queries";

/** The private offers that the account makes as a seller. */
export function Offers() {
  const [preferences, keepPreferences] = usePreferences("offers", COLUMNS);
  const denied = useDenied();
  return (
    <ListTable
      title="Private offers"
      columns={COLUMNS}
      pages={useOffers(preferences.pageSize)}
      nameOf={({ offerId }) => offerId}
      preferences={preferences}
      keepPreferences={keepPreferences}
      actions={
        <Button variant="primary" href="#/offers/new" {...denied("POST /offers")}>
          Create offer
        </Button>
      }
      empty={<Empty title="No offers" text="This account has made no private offer yet." />}
    />
  );
}
