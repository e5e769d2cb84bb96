import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { Loaded } from "../../app/Loaded";
import { SettingsForm } from "../../form/SettingsForm";
import { People, type Person } from "../../mail/People";
import {
  type NewSettings,
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

interface Draft {
  readonly people: readonly Person[];
  readonly reasons: readonly Reason[];
}

/** Who is told of invoices without a purchase order, and of which. */
export function InvoiceNotices() {
  const found = useNoticeSettings();
  return (
    <Loaded what="the contacts for notices" found={found}>
      {(saved) => <Contacts saved={saved} />}
    </Loaded>
  );
}

function toDraft({ contacts, invoiceNotices }: NoticeSettings): Draft {
  return { people: contacts, reasons: invoiceNotices };
}

function toBody({ people, reasons }: Draft, expectedVersion: number): NewSettings {
  return { contacts: [...people], invoiceNotices: [...reasons], expectedVersion };
}

function Contacts({ saved }: { saved: NoticeSettings }) {
  const put = useSaveNoticeSettings();
  return (
    <Container header={<Header variant="h2">Invoices without a purchase order</Header>}>
      <SettingsForm
        saved={saved}
        toDraft={toDraft}
        toBody={toBody}
        put={put}
        operation="PUT /notice-settings"
        fields={["contacts", "invoiceNotices"]}
      >
        {({ draft, change, problems }) => (
          <SpaceBetween size="l">
            <FormField
              label="Tell of an invoice when"
              description="What is not chosen is told to nobody, contacts of the purchase order included."
              errorText={problems.within("invoiceNotices")}
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
              change={(people) => change({ people })}
              problems={problems}
              empty="Nobody is told of invoices without a purchase order."
            />
          </SpaceBetween>
        )}
      </SettingsForm>
    </Container>
  );
}

function chosen(reasons: readonly Reason[], reason: Reason, isChosen: boolean): Reason[] {
  return ALL.filter((each) => (each === reason ? isChosen : reasons.includes(each)));
}
