import Button from "@cloudscape-design/components/button";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { amountsOf, totalOf } from "../../purchase-orders/form/amounts";
import type { Choices } from "../../purchase-orders/form/choices";
import { ContactFields, TagFields } from "../../purchase-orders/form/ContactAndTagFields";
import { BillingFields, GeneralFields } from "../../purchase-orders/form/DetailsFields";
import { type DetailsDraft, type LineDraft, newLine } from "../../purchase-orders/form/draft";
import { LineFields } from "../../purchase-orders/form/LineFields";
import { NotificationFields } from "../../purchase-orders/form/NotificationFields";
import type { Problems } from "../../form/problems";
import { formatMoney } from "../../text/money";
import { type Draft, withDetails } from "./draft";
import { Matches } from "./matches";

interface Props {
  readonly draft: Draft;
  /** Changes parts of the draft, and forgets what was said of `fields`. */
  readonly change: (part: Partial<Draft>, fields: readonly string[]) => void;
  readonly problems: Problems;
  readonly choices: Choices;
}

const MAX_LINES = 100;

/** The first step: everything but the line items. */
export function DetailsStep({ draft, change, problems, choices }: Props) {
  const edit = (part: Partial<DetailsDraft>) => change(withDetails(draft, part), Object.keys(part));
  const fields = { draft: draft.details, change: edit, problems, choices };
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Purchase order</Header>}>
        <GeneralFields {...fields} />
      </Container>
      <Container header={<Header variant="h2">Billing</Header>}>
        <BillingFields {...fields} />
      </Container>
      <Container header={<Header variant="h2">Contacts</Header>}>
        <ContactFields
          items={draft.contacts}
          change={(contacts) => change({ contacts }, ["contacts"])}
          problems={problems}
        />
      </Container>
      <Container header={<Header variant="h2">Notifications</Header>}>
        <NotificationFields
          settings={draft.details.notificationSettings}
          change={(notificationSettings) => edit({ notificationSettings })}
          problems={problems}
        />
      </Container>
      <Container header={<Header variant="h2">Tags</Header>}>
        <TagFields
          items={draft.tags}
          change={(tags) => change({ tags }, ["tags"])}
          problems={problems}
        />
      </Container>
    </SpaceBetween>
  );
}

/** The second step, with what they would match. */
export function LineItemsStep({ draft, change, problems, choices }: Props) {
  const { details, lineItems } = draft;
  const set = (lines: readonly LineDraft[], field: string) => change({ lineItems: lines }, [field]);
  const total = totalOf(lineItems, details.currencyCode);
  return (
    <SpaceBetween size="l">
      {problems.at("lineItems") && <Box color="text-status-error">{problems.at("lineItems")}</Box>}
      {lineItems.map((line, index) => (
        <Container
          key={index}
          header={
            <Heading
              line={line}
              currency={details.currencyCode}
              remove={() => set(lineItems.toSpliced(index, 1), "lineItems")}
            />
          }
        >
          <LineFields
            line={line}
            change={(part) =>
              set(lineItems.with(index, { ...line, ...part }), `lineItems[${index}]`)
            }
            currency={details.currencyCode}
            billFrom={details.billFrom}
            sellersOfType={choices.sellersOfType}
            problems={problems}
            at={`lineItems[${index}]`}
          />
        </Container>
      ))}
      <SpaceBetween direction="horizontal" size="l" alignItems="center">
        <Button
          iconName="add-plus"
          disabled={lineItems.length >= MAX_LINES}
          onClick={() => set([...lineItems, newLine(details, lineItems)], "lineItems")}
        >
          Add line item
        </Button>
        <Box fontWeight="bold">
          Total value: {total === null ? "-" : formatMoney(total, details.currencyCode)}
        </Box>
      </SpaceBetween>
      <Matches draft={draft} />
    </SpaceBetween>
  );
}

function Heading(props: { line: LineDraft; currency: string; remove: () => void }) {
  const { line, currency, remove } = props;
  const amounts = amountsOf(line, currency);
  return (
    <Header
      variant="h2"
      description={amounts ? formatMoney(amounts.total, currency) : undefined}
      actions={
        <Button ariaLabel={`Remove line item ${line.lineItemNumber}`} onClick={remove}>
          Remove
        </Button>
      }
    >
      Line item {line.lineItemNumber}
    </Header>
  );
}
