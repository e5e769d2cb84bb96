import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import type { Problems } from "../../../form/problems";
import type { Buyer } from "./queries";

interface Field {
  readonly name: keyof Buyer;
  readonly label: string;
  readonly constraint?: string;
}

const FIELDS: readonly Field[] = [
  { name: "companyName", label: "Company name" },
  { name: "registrationNumber", label: "Registration number" },
  { name: "vatNumber", label: "VAT number" },
  { name: "addressLine1", label: "Address line 1" },
  { name: "addressLine2", label: "Address line 2" },
  { name: "addressLine3", label: "Address line 3" },
  { name: "postalCode", label: "Postal code" },
  { name: "city", label: "City" },
  { name: "stateOrRegion", label: "State or region" },
  { name: "countryCode", label: "Country code", constraint: "Two letters, such as DE." },
  { name: "buyerReference", label: "Buyer reference" },
  { name: "endpointScheme", label: "Scheme of the electronic address", constraint: "An EAS code." },
  { name: "endpointId", label: "Electronic address" },
];

interface Props {
  readonly buyer: Buyer;
  readonly change: (changes: Partial<Buyer>) => void;
  readonly problems: Problems;
}

/** The account's company, as e-invoices name it. */
export function BuyerFields({ buyer, change, problems }: Props) {
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="E-invoices name this company; its country and region decide the taxes."
        >
          Buyer
        </Header>
      }
    >
      <FormField stretch errorText={problems.at("buyer")}>
        <ColumnLayout columns={3}>
          {FIELDS.map(({ name, label, constraint }) => (
            <FormField
              key={name}
              label={label}
              constraintText={constraint}
              errorText={problems.at(`buyer.${name}`)}
            >
              <Input
                value={buyer[name]}
                onChange={({ detail }) => change({ [name]: detail.value })}
              />
            </FormField>
          ))}
        </ColumnLayout>
      </FormField>
    </Container>
  );
}
