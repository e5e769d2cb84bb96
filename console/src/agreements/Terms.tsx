import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { components } from "../api/schema";
import { Empty } from "../list/Empty";
import { formatDuration, inWords } from "./words";
import { counted } from "../text/count";

type Term = components["schemas"]["AcceptedTerm-Output"];

/** The terms of an offer or agreement, each under its own heading. */
export function Terms({ terms }: { terms: readonly Term[] }) {
  if (!terms.length) return <Empty title="No terms" text="Nothing was laid down." />;
  return (
    <SpaceBetween size="m">
      {terms.flatMap((term, index) =>
        Object.entries(term).map(([name, body]: [string, unknown]) =>
          isRecord(body) ? <One key={`${index}.${name}`} name={name} body={body} /> : null,
        ),
      )}
    </SpaceBetween>
  );
}

function One({ name, body }: { name: string; body: Record<string, unknown> }) {
  const members = Object.entries(body).filter(([key]) => key !== "type" && key !== "id");
  return (
    <Container
      header={
        <Header variant="h3" headingTagOverride="h2">
          {inWords(name)}
        </Header>
      }
    >
      <KeyValuePairs
        columns={4}
        items={members.map(([key, value]) => ({
          label: inWords(key),
          value: <Value name={key} value={value} />,
        }))}
      />
    </Container>
  );
}

/** A member of a term; lists and structures line by line. */
function Value({ name, value }: { name: string; value: unknown }) {
  if (value === null || value === undefined || value === "") return "-";
  if (Array.isArray(value)) {
    const entries: readonly unknown[] = value;
    if (!entries.length) return "None";
    // Its payments stand in the payment schedule.
    if (name === "schedule") return counted(entries.length, "payment");
    return entries.map((each, index) => <Box key={index}>{line(name, each)}</Box>);
  }
  return line(name, value);
}

function line(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((each) => line(name, each)).join("; ");
  if (!isRecord(value)) return scalar(name, value);
  return Object.entries(value)
    .filter(([, each]) => each !== null && each !== undefined)
    .map(([key, each]) => `${inWords(key)}: ${line(key, each)}`)
    .join(", ");
}

function scalar(name: string, value: unknown): string {
  if (typeof value === "boolean") return value ? "Yes" : "No";
  const isSpan = /duration|period/i.test(name) && typeof value === "string";
  return isSpan ? formatDuration(value) : String(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
