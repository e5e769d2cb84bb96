import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import DatePicker from "@cloudscape-design/components/date-picker";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { told } from "../../app/notifications";
import { Conflict, isConflict } from "../../form/Conflict";
import { hasFields, Problems } from "../../form/problems";
import { SaveButtons } from "../../form/SaveButtons";
import { Empty } from "../../list/Empty";
import { type Draft, differenceOf, type Line, totalOf, withOneMore } from "./lines";
import { Totals } from "./totals";

/** As many payments as an offer may have. */
const MOST = 60;

type Field = "chargeDate" | "chargeAmount";

interface Props {
  readonly draft: Draft;
  readonly currency: string;
  readonly isChanged: boolean;
  readonly change: (changes: Partial<Draft>) => void;
  readonly discard: () => void;
  readonly save: () => void;
  readonly takeTheirs: () => void;
  readonly keepMine: () => void;
  readonly isSaving: boolean;
  /** The lines that were sent last, and what was wrong with them. */
  readonly sent: readonly Line[];
  readonly error: unknown;
}

/** The payments of a draft, each adjusted where it stands, with their sum beside what is meant. */
export function Payments(props: Props) {
  const { draft, currency, error, change } = props;
  const total = totalOf(draft.lines);
  const whole = [
    Problems.of(error).at("schedule"),
    Problems.of(error).besides(["schedule", "intendedTotal"]),
    error && !hasFields(error) && !isConflict(error) ? told(error) : "",
  ].filter(Boolean);
  const addOne = (
    <Button
      iconName="add-plus"
      disabled={draft.lines.length >= MOST}
      onClick={() => change({ lines: withOneMore(draft.lines) })}
    >
      Add payment
    </Button>
  );
  return (
    <Container
      header={
        <Header counter={`(${draft.lines.length})`} actions={addOne}>
          Payments
        </Header>
      }
      footer={
        <SaveButtons
          isChanged={props.isChanged}
          isSaving={props.isSaving}
          operation="PUT /offers/{offerId}/payment-schedule"
          save={props.save}
          discard={props.discard}
        />
      }
    >
      <SpaceBetween size="m">
        <Conflict
          what="this offer"
          error={error}
          takeTheirs={props.takeTheirs}
          keepMine={props.keepMine}
        />
        {whole.length > 0 && <Alert type="error">{whole.join(" ")}</Alert>}
        <Totals
          total={total}
          intended={draft.intended}
          difference={differenceOf(total, draft.intended)}
          currency={currency}
          errorText={Problems.of(error).at("intendedTotal")}
          intend={(intended) => change({ intended })}
        />
        <Table
          variant="embedded"
          items={draft.lines}
          trackBy={({ key }) => String(key)}
          ariaLabels={{ tableLabel: "Payments" }}
          columnDefinitions={columns(props)}
          empty={<Empty title="No payments" text="Generate them above, or add one by one." />}
        />
      </SpaceBetween>
    </Container>
  );
}

function columns(props: Props): TableProps.ColumnDefinition<Line>[] {
  const { draft, currency, change } = props;
  const numberOf = (line: Line) => draft.lines.indexOf(line) + 1;
  const write = (line: Line, changes: Partial<Line>) =>
    change({
      lines: draft.lines.map((each) => (each.key === line.key ? { ...each, ...changes } : each)),
    });
  const remove = (line: Line) =>
    change({ lines: draft.lines.filter(({ key }) => key !== line.key) });
  return [
    { id: "number", header: "Payment", width: 100, isRowHeader: true, cell: numberOf },
    {
      id: "date",
      header: "Due on",
      minWidth: 220,
      cell: (line) => (
        <FormField errorText={problemOf(props, line, "chargeDate")}>
          <DatePicker
            value={line.chargeDate}
            format="iso"
            placeholder="YYYY-MM-DD"
            ariaLabel={`Date of payment ${numberOf(line)}`}
            openCalendarAriaLabel={() => `Choose the date of payment ${numberOf(line)}`}
            onChange={({ detail }) => write(line, { chargeDate: detail.value })}
          />
        </FormField>
      ),
    },
    {
      id: "amount",
      header: `Amount (${currency})`,
      minWidth: 180,
      cell: (line) => (
        <FormField errorText={problemOf(props, line, "chargeAmount")}>
          <Input
            value={line.chargeAmount}
            inputMode="decimal"
            ariaLabel={`Amount of payment ${numberOf(line)}`}
            onChange={({ detail }) => write(line, { chargeAmount: detail.value })}
          />
        </FormField>
      ),
    },
    {
      id: "remove",
      header: "Remove",
      width: 110,
      cell: (line) => (
        <Button
          variant="icon"
          iconName="remove"
          ariaLabel={`Remove payment ${numberOf(line)}`}
          onClick={() => remove(line)}
        />
      ),
    },
  ];
}

/** What was wrong with a field of a line, until it is written anew. */
function problemOf({ sent, error }: Props, line: Line, field: Field): string | undefined {
  const index = sent.findIndex(({ key }) => key === line.key);
  if (sent[index]?.[field] !== line[field]) return undefined;
  return Problems.of(error).at(`schedule[${index}].${field}`);
}
