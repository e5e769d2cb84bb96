import Button from "@cloudscape-design/components/button";
import { useAddress } from "../../app/address";
import { AddressFilter } from "../../list/AddressFilter";
import { Empty } from "../../list/Empty";
import { ListTable } from "../../list/ListTable";
import { usePreferences } from "../../list/preferences";
import { askedFor } from "../../list/properties";
import { COLUMNS } from "./columns";
import { PROPERTIES, toQuery } from "./filters";
import { useNotices } from "./queries";

/** The mails, newest first. */
export function Sent() {
  const { address, change, clear } = useAddress();
  const [preferences, keepPreferences] = usePreferences("notices", COLUMNS);
  const asked = askedFor(address, PROPERTIES);
  return (
    <ListTable
      variant="container"
      title="Sent notices"
      description="Newest first. A mail may show up a moment after it was sent."
      columns={COLUMNS}
      pages={useNotices({ ...toQuery(asked), maxResults: preferences.pageSize })}
      nameOf={(notice) => notice.noticeId}
      preferences={preferences}
      keepPreferences={keepPreferences}
      filter={
        <AddressFilter
          what="notices"
          isTextless
          properties={PROPERTIES}
          asked={asked}
          change={change}
        />
      }
      empty={
        Object.keys(asked).length ? (
          <Empty title="No matches" text="No notice is like that.">
            <Button onClick={clear}>Clear the filter</Button>
          </Empty>
        ) : (
          <Empty
            title="No notices"
            text="Nothing was mailed yet. Contacts of purchase orders are told of balances and expirations."
          />
        )
      }
    />
  );
}
