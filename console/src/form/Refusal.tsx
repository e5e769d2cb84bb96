import Alert from "@cloudscape-design/components/alert";
import { ApiProblem } from "../api/problem";
import { told } from "../app/notifications";
import { hasFields, Problems } from "./problems";

interface Props {
  readonly error: unknown;
  /** What was asked for, as it follows "may not": "regenerate invoices". */
  readonly what: string;
  /** Who may, as a sentence. */
  readonly whoMay: string;
  /** The fields that show their problems themselves. */
  readonly fields: readonly string[];
}

/** Why a form was refused, unless its fields tell; a denied role is told who may. */
export function Refusal({ error, what, whoMay, fields }: Props) {
  if (!error) return null;
  if (error instanceof ApiProblem && error.isDenied) {
    return (
      <Alert type="warning" header={`Your role may not ${what}`}>
        {whoMay}
      </Alert>
    );
  }
  const besides = hasFields(error) ? Problems.of(error).besides(fields) : told(error);
  return besides ? <Alert type="error">{besides}</Alert> : null;
}
