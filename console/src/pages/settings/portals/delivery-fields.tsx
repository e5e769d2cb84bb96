import Checkbox from "@cloudscape-design/components/checkbox";
import DatePicker from "@cloudscape-design/components/date-picker";
import FormField from "@cloudscape-design/components/form-field";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { DocumentType, TestingMethod } from "./draft";
import type { Part } from "./fields";

const AT = "einvoiceDeliveryPreference";

const DOCUMENTS: readonly { type: DocumentType; label: string }[] = [
  { type: "AWS_CLOUD_INVOICE", label: "AWS invoices" },
  { type: "AWS_CLOUD_CREDIT_MEMO", label: "AWS credit memos" },
  { type: "AWS_MARKETPLACE_INVOICE", label: "AWS Marketplace invoices" },
  { type: "AWS_MARKETPLACE_CREDIT_MEMO", label: "AWS Marketplace credit memos" },
  { type: "AWS_REQUEST_FOR_PAYMENT", label: "Requests for payment" },
];

const METHODS: readonly { value: TestingMethod; label: string; description: string }[] = [
  {
    value: "PROD_ENV_DOLLAR_TEST",
    label: "In production",
    description: "An invoice of one dollar is sent.",
  },
  {
    value: "TEST_ENV_REPLAY_TEST",
    label: "In the test environment",
    description: "Former invoices are sent once more. The API names that environment.",
  },
];

/** What is delivered, under which condition, and from when on. */
export function DeliveryFields({ draft, change, problems }: Part) {
  return (
    <SpaceBetween size="m">
      <Documents
        label="Documents that are delivered"
        chosen={draft.documentTypes}
        choose={(documentTypes) => change({ documentTypes })}
        errorText={problems.within(`${AT}.einvoiceDeliveryDocumentTypes`)}
      />
      <Documents
        label="Of these, with a purchase order only"
        offered={draft.documentTypes}
        chosen={draft.withPurchaseOrder}
        choose={(withPurchaseOrder) => change({ withPurchaseOrder })}
        errorText={problems.within(`${AT}.purchaseOrderDataSources`)}
      />
      <FormField
        label="Attachment"
        errorText={problems.within(`${AT}.einvoiceDeliveryAttachmentTypes`)}
      >
        <Checkbox
          checked={draft.attachesPdf}
          onChange={({ detail }) => change({ attachesPdf: detail.checked })}
        >
          The invoice as PDF
        </Checkbox>
      </FormField>
      <FormField
        label="How the connection is tried"
        errorText={
          problems.at(`${AT}.connectionTestingMethod`) ?? problems.within("testEnvPreference")
        }
      >
        <RadioGroup
          value={draft.testingMethod}
          items={METHODS}
          onChange={({ detail }) => {
            const chosen = METHODS.find(({ value }) => value === detail.value);
            if (chosen) change({ testingMethod: chosen.value });
          }}
        />
      </FormField>
      <FormField
        label="First day of delivery"
        constraintText="YYYY-MM-DD, in UTC"
        errorText={problems.at(`${AT}.einvoiceDeliveryActivationDate`)}
      >
        <DatePicker
          format="iso"
          value={draft.activationDate}
          placeholder="YYYY-MM-DD"
          openCalendarAriaLabel={() => "Choose the first day of delivery"}
          onChange={({ detail }) => change({ activationDate: detail.value })}
        />
      </FormField>
    </SpaceBetween>
  );
}

interface DocumentsProps {
  readonly label: string;
  readonly offered?: readonly DocumentType[];
  readonly chosen: readonly DocumentType[];
  readonly choose: (types: DocumentType[]) => void;
  readonly errorText: string | undefined;
}

function Documents({ label, offered, chosen, choose, errorText }: DocumentsProps) {
  const shown = DOCUMENTS.filter(({ type }) => offered?.includes(type) ?? true);
  const turn = (type: DocumentType, isChosen: boolean) =>
    choose(
      shown
        .map((each) => each.type)
        .filter((each) => (each === type ? isChosen : chosen.includes(each))),
    );
  return (
    <FormField label={label} errorText={errorText}>
      {shown.map(({ type, label: name }) => (
        <Checkbox
          key={type}
          checked={chosen.includes(type)}
          onChange={({ detail }) => turn(type, detail.checked)}
        >
          {name}
        </Checkbox>
      ))}
    </FormField>
  );
}
