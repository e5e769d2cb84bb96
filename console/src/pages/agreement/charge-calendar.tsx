import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { Failure, PageLoading } from "../../app/outcomes";
import { Calendar } from "../../charges/Calendar";
import { useCharges } from "../../charges/queries";
import { Empty } from "../../list/Empty";

interface Props {
  readonly agreementId: string;
  readonly year: string | null;
  readonly openYear: (year: string) => void;
}

/** What of an agreement is due when: its installments, and what becomes due as it is used. */
export function ChargeCalendar({ agreementId, year, openYear }: Props) {
  const loaded = useCharges({ agreementId });
  if (loaded.error) {
    return <Failure what="the charges" error={loaded.error} retry={() => void loaded.refresh()} />;
  }
  if (loaded.isLoading && !loaded.items.length) return <PageLoading />;
  if (!loaded.items.length) {
    return <Empty title="No charges" text="Nothing is due under this agreement." />;
  }
  return (
    <SpaceBetween size="m">
      <Calendar charges={loaded.items} year={year} openYear={openYear} />
      {loaded.hasMore && (
        <Link onFollow={loaded.loadMore}>Load more than the first {loaded.items.length}</Link>
      )}
    </SpaceBetween>
  );
}
