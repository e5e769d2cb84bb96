import AttributeEditor from "@cloudscape-design/components/attribute-editor";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import type { Part } from "./billing";
import type { TaxNumber } from "./draft";
import { useTaxEntities } from "./queries";

const FIELD = "taxRegistrationNumbers";

/** For which number each seller of record issues the account's invoices. */
export function TaxNumbers({ draft: { taxNumbers }, change, problems }: Part) {
  const entities = useTaxEntities();
  const edit = (index: number, changes: Partial<TaxNumber>) =>
    change({
      taxNumbers: taxNumbers.map((each, at) => (at === index ? { ...each, ...changes } : each)),
    });
  const free = (entities.data ?? []).filter(
    (entity) => !taxNumbers.some((each) => each.entity === entity),
  );
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Purchase orders that name such numbers are taken by invoices for them only."
        >
          Tax registration numbers
        </Header>
      }
    >
      <FormField stretch errorText={problems.at(FIELD)}>
        <AttributeEditor
          items={taxNumbers}
          addButtonText="Add a number"
          removeButtonText="Remove"
          removeButtonAriaLabel={(each) => `Remove the number for ${each.entity || "no seller"}`}
          disableAddButton={!free.length}
          empty="No number is kept."
          onAddButtonClick={() =>
            change({ taxNumbers: [...taxNumbers, { entity: free[0] ?? "", number: "" }] })
          }
          onRemoveButtonClick={({ detail }) =>
            change({ taxNumbers: taxNumbers.filter((_, at) => at !== detail.itemIndex) })
          }
          definition={[
            {
              label: "Seller of record",
              control: ({ entity }, index) => (
                <Select
                  ariaLabel={`Seller of number ${index + 1}`}
                  options={[entity, ...free].map((value) => ({ value, label: value }))}
                  selectedOption={{ value: entity, label: entity }}
                  statusType={entities.error ? "error" : "finished"}
                  errorText="The sellers could not be read"
                  onChange={({ detail }) =>
                    edit(index, { entity: detail.selectedOption.value ?? entity })
                  }
                />
              ),
            },
            {
              label: "Number",
              control: ({ number }, index) => (
                <Input
                  ariaLabel={`Number ${index + 1}`}
                  value={number}
                  onChange={({ detail }) => edit(index, { number: detail.value })}
                />
              ),
              errorText: ({ entity }) => problems.at(`${FIELD}[${entity}]`),
            },
          ]}
        />
      </FormField>
    </Container>
  );
}
