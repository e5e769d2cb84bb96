import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { amountOf, type Charge } from "../../charges/amount";
import { Empty } from "../../list/Empty";
import { formatDate } from "../../text/time";
import { keyOf } from "./conflicts";

interface Props {
  readonly chosen: readonly Charge[];
  readonly conflicts: ReadonlyMap<string, string>;
  readonly present: readonly Charge[];
  readonly choose: (charges: readonly Charge[]) => void;
}

/** The charges that are about to change, and what stands against each. */
export function ChosenCharges({ chosen, conflicts, present, choose }: Props) {
  const leaveOut = (charge: Charge) => choose(chosen.filter(({ id }) => id !== charge.id));
  const takePresent = (charge: Charge, now: Charge) =>
    choose(chosen.map((each) => (each.id === charge.id ? now : each)));
  return (
    <Table
      variant="embedded"
      items={chosen}
      trackBy="id"
      wrapLines
      ariaLabels={{ tableLabel: "Chosen charges" }}
      header={
        <Header variant="h3" counter={`(${chosen.length})`}>
          Chosen charges
        </Header>
      }
      empty={<Empty title="No charges" text="Close this and choose others." />}
      columnDefinitions={[
        {
          id: "charge",
          header: "Charge",
          isRowHeader: true,
          cell: (charge) => charge.description || charge.id,
        },
        {
          id: "due",
          header: "Due on",
          minWidth: 120,
          cell: (charge) => (charge.time ? formatDate(charge.time) : "Not dated"),
        },
        { id: "amount", header: "Amount", cell: amountOf },
        {
          id: "before",
          header: "Purchase order now",
          cell: (charge) => {
            const conflict = conflicts.get(keyOf(charge));
            if (!conflict) return charge.purchaseOrderReference ?? "None";
            return <Box color="text-status-error">{conflict}</Box>;
          },
        },
        {
          id: "choices",
          header: "Choices",
          minWidth: 150,
          cell: (charge) => {
            const now = present.find(({ id }) => id === charge.id);
            const name = charge.description || charge.id;
            const isChanged = now && now.revision !== charge.revision && now.state !== "INVOICED";
            return (
              <SpaceBetween direction="horizontal" size="xs">
                {isChanged && (
                  <Button
                    variant="inline-link"
                    ariaLabel={`Change ${name} all the same`}
                    onClick={() => takePresent(charge, now)}
                  >
                    Change all the same
                  </Button>
                )}
                <Button
                  variant="inline-link"
                  ariaLabel={`Leave out ${name}`}
                  onClick={() => leaveOut(charge)}
                >
                  Leave out
                </Button>
              </SpaceBetween>
            );
          },
        },
      ]}
    />
  );
}
