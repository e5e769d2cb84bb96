import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { amountOf, type Settable } from "./amount";
import { Empty } from "../list/Empty";
import { formatDate } from "../text/time";
import { keyOf } from "./conflicts";

interface Props<C extends Settable> {
  readonly chosen: readonly C[];
  readonly conflicts: ReadonlyMap<string, string>;
  readonly present: readonly C[];
  readonly choose: (charges: readonly C[]) => void;
}

/** The charges that are about to change, and what stands against each. */
export function ChosenCharges<C extends Settable>(props: Props<C>) {
  const { chosen, conflicts, present, choose } = props;
  const leaveOut = (charge: C) => choose(chosen.filter(({ id }) => id !== charge.id));
  const takePresent = (charge: C, now: C) =>
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
        { id: "amount", header: "Amount", cell: (charge) => amountOf(charge) },
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
