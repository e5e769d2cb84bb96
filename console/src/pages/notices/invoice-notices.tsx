import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { Loaded } from "../../app/Loaded";
import { fieldErrors } from "../../form/problems";
import { SaveButtons } from "../../form/SaveButtons";
import { useDraft } from "../../form/useDraft";
import { People } from "../../mail/People";
import {
  type NoticeSettings,
  type Reason,
  useNoticeSettings,
  useSaveNoticeSettings,
} from "./queries";

const REASONS: Record<Reason, string> = {
  NO_PURCHASE_ORDER: "No purchase order was found for the invoice",
  PURCHASE_ORDER_SUSPENDED: "The charge names a purchase order that is suspended",
};

const ALL: readonly Reason[] = ["NO_PURCHASE_ORDER", "PURCHASE_ORDER_SUSPENDED"];

/** Who is told of invoices without a purchase order, and of which. */
export function InvoiceNotices() {
  const found = useNoticeSettings();
  return (
    <Loaded what="the contacts for notices" found={found}>
      {(saved) => <SettingsForm saved={saved} />}
    </Loaded>
  );
}

function toDraft({ contacts, invoiceNotices }: NoticeSettings) {
  return { people: contacts, reasons: invoiceNotices };
}

function SettingsForm({ saved }: { saved: NoticeSettings }) {
  const { draft, version, isChanged, change, discard } = useDraft(saved, toDraft);
  const put = useSaveNoticeSettings();
  const errors = fieldErrors(put.error);
  const save = () =>
    put.mutate(
      { contacts: draft.people, invoiceNotices: draft.reasons, expectedVersion: version },
      { onSuccess: discard },
    );
  const forget = () => {
    put.reset();
    discard();
  };
  return (
    <Container header={<Header variant="h2">Invoices without a purchase order</Header>}>
      <Form
        errorText={errors.besides(["contacts", "invoiceNotices"])}
        actions={
          <SaveButtons
            isChanged={isChanged}
            isSaving={put.isPending}
            save={save}
            discard={forget}
          />
        }
      >
        <SpaceBetween size="l">
          <FormField
            label="Tell of an invoice when"
            description="What is not chosen is told to nobody, contacts of the purchase order included."
            errorText={errors.at("invoiceNotices")}
          >
            {ALL.map((reason) => (
              <Checkbox
                key={reason}
                checked={draft.reasons.includes(reason)}
                onChange={({ detail }) =>
                  change({ reasons: chosen(draft.reasons, reason, detail.checked) })
                }
              >
                {REASONS[reason]}
              </Checkbox>
            ))}
          </FormField>
          <People
            field="contacts"
            label="Contacts"
            description="If a charge names a suspended purchase order, its contacts are told as well."
            people={draft.people}
            change={(people) => change({ people: [...people] })}
            errors={errors}
            empty="Nobody is told of invoices without a purchase order."
          />
        </SpaceBetween>
      </Form>
    </Container>
  );
}

function chosen(reasons: readonly Reason[], reason: Reason, isChosen: boolean): Reason[] {
  return ALL.filter((each) => (each === reason ? isChosen : reasons.includes(each)));
}
